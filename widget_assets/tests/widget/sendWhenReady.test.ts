import { expect, test, vi } from "vitest";
import type { Composer } from "../../src/widget/createComposer.js";
import type { LazyTalk } from "../../src/widget/createLazyTalk.js";
import { sendWhenReady } from "../../src/widget/sendWhenReady.js";

/** A field, and a conversation whose code `need` brings or does not. */
function writing(brings: boolean) {
  const send = vi.fn();
  const composer = { hold: vi.fn(), send: vi.fn() };
  const lazy: { visitor?: object; need(): Promise<void> } = {
    async need() {
      if (brings) lazy.visitor = { talk: { send } };
    },
  };
  const write = (text: string) => sendWhenReady(text, lazy as LazyTalk, composer as unknown as Composer);
  return { send, composer, lazy, write };
}

test("what can be sent goes at once", async () => {
  const { send, composer, lazy, write } = writing(true);
  await lazy.need();
  expect(write("hello")).toBe(true);
  expect(send.mock.calls).toEqual([["hello"]]);
  expect(composer.hold).not.toHaveBeenCalled();
});

test("the field holds it until there is what sends it", async () => {
  const { send, composer, write } = writing(true);
  expect(write("hello")).toBe(false);
  expect(composer.hold.mock.calls).toEqual([[true]]);
  await vi.waitFor(() => expect(composer.send).toHaveBeenCalledOnce());
  expect(composer.hold.mock.calls).toEqual([[true], [false]]);
  expect(send).not.toHaveBeenCalled();
});

test("it stays in the field where that can not be had", async () => {
  const { composer, write } = writing(false);
  expect(write("hello")).toBe(false);
  await vi.waitFor(() => expect(composer.hold).toHaveBeenCalledTimes(2));
  expect(composer.send).not.toHaveBeenCalled();
});
