import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConversationState } from "../../src/protocol/frames.js";
import { createPatience } from "../../src/widget/createPatience.js";
import { conversation } from "../chat/samples.js";

const NOW = 1_750_000_000_000;
const LIMIT = 60;

let onOver: ReturnType<typeof vi.fn<() => void>>;
let ended: AbortController;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  onOver = vi.fn();
  ended = new AbortController();
});

afterEach(() => {
  vi.useRealTimers();
});

function watch(state: ConversationState, changedAt = NOW) {
  const patience = createPatience(onOver, ended.signal);
  patience.watch(conversation(state, changedAt), LIMIT);
  return patience;
}

test("it is over when a conversation has waited for as long as that, and told once", () => {
  const patience = watch("waiting");
  vi.advanceTimersByTime(59_999);
  expect(patience.over).toBe(false);
  vi.advanceTimersByTime(1);
  expect(patience.over).toBe(true);
  vi.advanceTimersByTime(600_000);
  expect(onOver).toHaveBeenCalledOnce();
});

test.each([
  ["a page that comes later counts from the beginning", NOW - 50_000, 10_000],
  ["a clock that is behind tells no later than the limit", NOW + 3_600_000, 60_000],
])("%s", (_, changedAt, expected) => {
  const patience = watch("waiting", changedAt);
  vi.advanceTimersByTime(expected - 1);
  expect(patience.over).toBe(false);
  vi.advanceTimersByTime(1);
  expect(patience.over).toBe(true);
});

test("a page that comes too late tells at once", () => {
  const patience = watch("waiting", NOW - 3_600_000);
  vi.advanceTimersByTime(0);
  expect(patience.over).toBe(true);
});

test("what else happens meanwhile does not put it off", () => {
  const patience = watch("waiting", NOW + 3_600_000);
  vi.advanceTimersByTime(30_000);
  patience.watch(conversation("waiting", NOW + 3_600_000), LIMIT);
  vi.advanceTimersByTime(30_000);
  expect(patience.over).toBe(true);
});

test.each(["taken", "closed"] as const)("a conversation that is %s waits no longer", (state) => {
  const patience = watch("waiting");
  vi.advanceTimersByTime(59_000);
  patience.watch(conversation(state, NOW + 59_000), LIMIT);
  vi.advanceTimersByTime(600_000);
  expect(patience.over).toBe(false);
  expect(onOver).not.toHaveBeenCalled();
});

test("it is over no longer once somebody comes, and begins anew when the conversation waits again", () => {
  const patience = watch("waiting");
  vi.advanceTimersByTime(60_000);
  patience.watch(conversation("taken", NOW + 60_000), LIMIT);
  expect(patience.over).toBe(false);
  patience.watch(conversation("waiting", NOW + 61_000), LIMIT);
  vi.advanceTimersByTime(59_000);
  expect(patience.over).toBe(false);
  vi.advanceTimersByTime(3_000);
  expect(patience.over).toBe(true);
});

test("without a conversation there is nothing to wait for", () => {
  createPatience(onOver, ended.signal).watch(null, LIMIT);
  vi.advanceTimersByTime(600_000);
  expect(onOver).not.toHaveBeenCalled();
});

test("after the end nothing is waited for, and nothing begins to be", () => {
  const patience = watch("waiting");
  ended.abort();
  expect(vi.getTimerCount()).toBe(0);
  patience.watch(conversation("waiting", NOW + 1), LIMIT);
  expect(vi.getTimerCount()).toBe(0);
});
