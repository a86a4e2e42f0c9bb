import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followLook } from "../../src/widget/followLook.js";

const onLook = vi.fn();
const onRefresh = vi.fn();

let isOpen: boolean;
let ended: AbortController;
let look: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  isOpen = true;
  ended = new AbortController();
  look = followLook(() => isOpen, onLook, onRefresh, ended.signal);
});

afterEach(() => {
  ended.abort();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function turn(visible: boolean) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(visible ? "visible" : "hidden");
  document.dispatchEvent(new Event("visibilitychange"));
}

test("it is looked at while it is open and the page visible, and refreshed each minute", () => {
  look();
  expect(onLook).toHaveBeenLastCalledWith(true);
  vi.advanceTimersByTime(120_000);
  expect(onRefresh).toHaveBeenCalledTimes(3);
  isOpen = false;
  look();
  expect(onLook).toHaveBeenLastCalledWith(false);
  expect(vi.getTimerCount()).toBe(0);
});

test("a page that is behind others is not looked at", () => {
  look();
  turn(false);
  expect(onLook).toHaveBeenLastCalledWith(false);
  expect(vi.getTimerCount()).toBe(0);
  turn(true);
  expect(onLook).toHaveBeenLastCalledWith(true);
});

test("in the end nothing is looked at, nor later", () => {
  look();
  ended.abort();
  expect(onLook).toHaveBeenLastCalledWith(false);
  expect(vi.getTimerCount()).toBe(0);
  onLook.mockClear();
  turn(true);
  expect(onLook).not.toHaveBeenCalled();
  look();
  expect([onLook.mock.lastCall, vi.getTimerCount()]).toEqual([[false], 0]);
});
