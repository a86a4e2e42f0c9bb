import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type InputWatch, watchInput } from "../../../src/console/desk/watchInput.js";

const onInput = vi.fn();
const onQuiet = vi.fn();
let watch: InputWatch;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  watch = watchInput({ quietMs: 1000, onInput, onQuiet });
});

afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

test.each([
  ["pointerdown", document.body],
  ["pointermove", document.body],
  ["wheel", document.body],
  ["keydown", document.body],
  ["input", document.body],
  ["focus", window],
])("%s is a sign of life", (type, target) => {
  vi.advanceTimersByTime(900);
  target.dispatchEvent(new Event(type));
  expect(onInput).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(999);
  expect(onQuiet).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onQuiet).toHaveBeenCalledOnce();
});

test("quiet is said once, and anew after the next sign of life", () => {
  vi.advanceTimersByTime(5000);
  expect(onQuiet).toHaveBeenCalledOnce();
  dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(1000);
  expect(onQuiet).toHaveBeenCalledTimes(2);
});

test("the focus that the page itself moves is none", () => {
  document.body.dispatchEvent(new Event("focus"));
  expect(onInput).not.toHaveBeenCalled();
});

test("after a sleep without timers a look finds out", () => {
  vi.setSystemTime(Date.now() + 5000);
  watch.check();
  expect(onQuiet).toHaveBeenCalledOnce();
});

test("a look that comes early changes nothing", () => {
  vi.advanceTimersByTime(500);
  watch.check();
  vi.advanceTimersByTime(499);
  expect(onQuiet).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onQuiet).toHaveBeenCalledOnce();
});

test("a watch that was stopped hears and says nothing", () => {
  watch.stop();
  dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(5000);
  expect(onInput).not.toHaveBeenCalled();
  expect(onQuiet).not.toHaveBeenCalled();
});
