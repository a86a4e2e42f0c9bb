import { expect, test } from "vitest";
import { batchLength } from "../../src/analysis/batchLength.js";

const on = (page: string, times: number) =>
  Array.from({ length: times }, (_, at) => ({ event: { type: "widget_opened" as const }, at, page }));

test.each([
  [on("/a", 0), 0],
  [on("/a", 1), 1],
  [on("/a", 50), 50],
  [on("/a", 51), 50],
  [[...on("/a", 2), ...on("/b", 3)], 2],
  [[...on("/a", 2), ...on("/b", 1), ...on("/a", 1)], 2],
])("a batch is of one page, and of fifty events at the most: %#", (waiting, length) => {
  expect(batchLength(waiting)).toBe(length);
});
