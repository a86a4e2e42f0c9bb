import { expect, test } from "vitest";
import { emptyView } from "../../../src/chat/applyEvent.js";
import { readBefore, unread } from "../../../src/console/desk/unread.js";
import { message, noMarks, note } from "../samples.js";

const view = (...entries: (typeof emptyView.entries)[number][]) => ({ ...emptyView, entries });

test("the visitor's messages after the last one read are unread, and nothing else is", () => {
  const talk = view(
    note("started", 1),
    message(2),
    message(3, "agent"),
    message(4),
    note("closed", 5),
    message(6),
  );
  expect(unread(talk, 2)).toBe(2);
  expect(unread(talk, 6)).toBe(0);
});

test("a page that does not know what was read takes the agent's last word for it", () => {
  expect(readBefore(view(note("started", 1), message(2)))).toBe(0);
  expect(readBefore(view(message(1), note("taken", 2, "agent"), message(3)))).toBe(2);
});

test("what was marked as seen before a reload is read", () => {
  const marks = { ...noMarks, agent: { delivered: 4, seen: 3 } };
  expect(readBefore({ ...view(note("taken", 1, "agent"), message(2), message(3), message(4)), marks })).toBe(
    3,
  );
});

test("a supervisor who reads along has read nothing for the agent", () => {
  expect(readBefore(view(note("taken", 1, "agent"), message(2), note("observed", 3, "agent")))).toBe(1);
});
