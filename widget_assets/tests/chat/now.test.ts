import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { now } from "../../src/chat/now.js";

const BEGUN = 1_700_000_000_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.stubGlobal("performance", { timeOrigin: BEGUN, now: () => 5_000 });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([
  ["is right", 5_000, 5_000],
  ["was set back", -60_000, 5_000],
  ["went on while the page's stood still", 3_605_000, 3_605_000],
])("a clock of the device that %s", (_, since, told) => {
  vi.setSystemTime(BEGUN + since);
  expect(now()).toBe(told);
});
