import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { Composer } from "../../../src/console/components/Composer.js";
import { clear, draw, named, press } from "./page.js";

const onWrite = vi.fn<(text: string) => void>();
const onSend = vi.fn<() => void>();

afterEach(async () => {
  await clear();
  vi.resetAllMocks();
});

const show = (draft: string, closed = false) =>
  draw(<Composer draft={draft} closed={closed} onWrite={onWrite} onSend={onSend} />);
const box = () => named<HTMLTextAreaElement>("textarea", "Your message");
const key = (init: KeyboardEventInit) =>
  act(() => {
    box().dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", cancelable: true, bubbles: true, ...init }),
    );
  });

test("Enter sends", async () => {
  await show("hello");
  await key({});
  expect(onSend).toHaveBeenCalledOnce();
});

test.each([
  ["Shift and Enter", { shiftKey: true }],
  ["Enter for an input method", { isComposing: true }],
])("%s does not send", async (_, init) => {
  await show("hello");
  await key(init);
  expect(onSend).not.toHaveBeenCalled();
});

test("what is typed is handed on", async () => {
  await show("");
  await act(() => {
    box().value = "h";
    box().dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  expect(onWrite).toHaveBeenCalledWith("h");
});

test.each(["", " \n "])("nothing is not sent: %j", async (draft) => {
  await show(draft);
  await press("Send");
  await key({});
  expect(onSend).not.toHaveBeenCalled();
  expect(named("button", "Send").getAttribute("aria-disabled")).toBe("true");
});

test("characters are counted as the server does, and too many are not sent", async () => {
  await show("😀".repeat(4000));
  await press("Send");
  expect(onSend).toHaveBeenCalledOnce();

  await show("😀".repeat(4001));
  await key({});
  expect(onSend).toHaveBeenCalledOnce();
  expect(box().getAttribute("aria-invalid")).toBe("true");
  expect(document.querySelector("[role=status]")?.textContent).toBe(
    "1 character too many. Please shorten the message.",
  );
});

test("how much is left is said near the limit only", async () => {
  await show("a".repeat(3700));
  expect(document.querySelector("[role=status]")?.textContent).toBe("");
  await show("a".repeat(3990));
  expect(document.querySelector("[role=status]")?.textContent).toBe("10 characters left");
});

test("a closed composer keeps the text to be read, and sends nothing", async () => {
  await show("half a sen", true);
  await key({});
  expect(box().readOnly).toBe(true);
  expect(box().value).toBe("half a sen");
  expect(onSend).not.toHaveBeenCalled();
});
