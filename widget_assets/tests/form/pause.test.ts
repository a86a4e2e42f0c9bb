import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pause } from "../../src/form/pause.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

async function isOver(pausing: Promise<void>) {
  let over = false;
  void pausing.then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return over;
}

test("it takes its time", async () => {
  const pausing = pause(1_000, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(999);
  expect(await isOver(pausing)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isOver(pausing)).toBe(true);
});

test("it is over as soon as the browser is online again, and leaves no timer", async () => {
  const pausing = pause(1_000, new AbortController().signal);
  dispatchEvent(new Event("online"));
  expect(await isOver(pausing)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test("whoever takes it back does not wait, and nothing of it is left", async () => {
  const aborter = new AbortController();
  const pausing = pause(1_000, aborter.signal);
  aborter.abort(new Error("taken back"));
  await expect(pausing).rejects.toThrow("taken back");
  expect(vi.getTimerCount()).toBe(0);
});
