import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { onForgetting, tellForgetting } from "../../src/chat/forgetting.js";
import { FakeChannel, installTabs, uninstallTabs } from "./fakeTabs.js";

let ended: AbortController;

beforeEach(() => {
  installTabs();
  ended = new AbortController();
});

afterEach(() => {
  uninstallTabs();
  vi.unstubAllGlobals();
});

test.each(["forgotten", "erased"] as const)(
  "all parts hear of it, in this tab and in others: %s",
  async (what) => {
    const [one, other] = [vi.fn(), vi.fn()];
    onForgetting(one, ended.signal);
    onForgetting(other, ended.signal);
    tellForgetting(what);
    await vi.waitFor(() => expect([one.mock.calls, other.mock.calls]).toEqual([[[what]], [[what]]]));
  },
);

test("what any other script says in its place is passed over", async () => {
  const take = vi.fn();
  onForgetting(take, ended.signal);
  const channel = new BroadcastChannel("tresen forgetting");
  for (const post of ["everything", null, { erased: true }]) channel.postMessage(post);
  tellForgetting("erased");
  await vi.waitFor(() => expect(take.mock.calls).toEqual([["erased"]]));
});

test("where there are no channels each tab is for itself, and its own parts hear of it", () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  const take = vi.fn();
  onForgetting(take, ended.signal);
  tellForgetting("erased");
  expect(take.mock.calls).toEqual([["erased"]]);
});

describe("who has ended", () => {
  test.each([
    ["leaves no channel behind", () => {}],
    ["is told nothing where there are no channels", () => vi.stubGlobal("BroadcastChannel", undefined)],
  ])("%s", async (_, prepare) => {
    prepare();
    const [take, late] = [vi.fn(), vi.fn()];
    onForgetting(take, ended.signal);
    ended.abort();
    onForgetting(late, ended.signal);
    expect(FakeChannel.all).toEqual([]);
    tellForgetting("erased");
    await Promise.resolve();
    expect([take, late].map(({ mock }) => mock.calls)).toEqual([[], []]);
  });
});
