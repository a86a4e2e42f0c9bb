import { expect, test } from "vitest";
import { addNoted, type Waiting } from "../../src/analysis/addNoted.js";

const sent = (count: number, at = 0, page = "/a"): Waiting => ({
  event: { type: "messages_sent", count },
  at,
  page,
});
const received = (count: number): Waiting => ({
  event: { type: "messages_received", count },
  at: 0,
  page: "/a",
});
const opened = (at = 0): Waiting => ({ event: { type: "widget_opened" }, at, page: "/a" });

const all = (...noted: Waiting[]) => noted.reduce(addNoted, [] as readonly Waiting[]);

test("messages are counted together, at the time of the first", () => {
  expect(all(sent(1, 5), received(2), sent(3, 9))).toEqual([sent(4, 5), received(2)]);
});

test.each([
  ["on another page", sent(1), sent(1, 0, "/b")],
  ["after a while", sent(1), sent(1, 15_000)],
  ["beyond what an event can say", sent(600), sent(401)],
])("messages %s are counted apart", (_, one, other) => {
  expect(all(one, other)).toEqual([one, other]);
});

test("messages of the last moment before that are not", () => {
  expect(all(sent(600), sent(400, 14_999))).toEqual([sent(1000)]);
});

test("what is no count stands by itself, as often as it was", () => {
  expect(all(opened(1), opened(2))).toEqual([opened(1), opened(2)]);
});

test("what waited before is not touched", () => {
  const waiting = [sent(1)];
  addNoted(waiting, sent(1));
  expect(waiting).toEqual([sent(1)]);
});
