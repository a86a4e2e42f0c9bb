import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onForgetting, tellForgetting } from "../../src/chat/forgetting.js";
import { installTabs, uninstallTabs } from "./fakeTabs.js";

beforeEach(() => void installTabs());

afterEach(() => {
  uninstallTabs();
  vi.unstubAllGlobals();
});

test.each(["forgotten", "erased"] as const)(
  "all parts hear of it, in this tab and in others: %s",
  async (what) => {
    const [one, other] = [vi.fn(), vi.fn()];
    onForgetting(one);
    onForgetting(other);
    tellForgetting(what);
    await vi.waitFor(() => expect([one.mock.calls, other.mock.calls]).toEqual([[[what]], [[what]]]));
  },
);

test("what any other script says in its place is passed over", async () => {
  const take = vi.fn();
  onForgetting(take);
  const channel = new BroadcastChannel("tresen forgetting");
  for (const post of ["everything", null, { erased: true }]) channel.postMessage(post);
  tellForgetting("erased");
  await vi.waitFor(() => expect(take.mock.calls).toEqual([["erased"]]));
});

test("where there are no channels each tab is for itself, and its own parts hear of it", () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  const take = vi.fn();
  onForgetting(take);
  tellForgetting("erased");
  expect(take.mock.calls).toEqual([["erased"]]);
});
