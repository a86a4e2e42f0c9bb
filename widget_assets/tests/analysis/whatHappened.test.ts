import { describe, expect, test } from "vitest";
import { whatHappened } from "../../src/analysis/whatHappened.js";
import { applyEvent, type Entry, emptyView, type View } from "../../src/chat/applyEvent.js";
import { CONVERSATION, message, note, opened } from "../chat/samples.js";

const after = (view: View, ...entries: Entry[]) =>
  applyEvent(view, { type: "entries_added", conversation_id: CONVERSATION, entries });
const begun = applyEvent(emptyView, opened("", [note(1, "started")], "waiting"));
const told = applyEvent(emptyView, opened("", [note(1, "started"), message(2, "visitor"), message(3)]));

test("the visitor's first message begins the conversation", () => {
  expect(whatHappened(begun, after(begun, message(2, "visitor")))).toEqual([
    { type: "conversation_started" },
    { type: "messages_sent", count: 1 },
  ]);
});

test("it begins once, however many messages come, and by whomever they are", () => {
  const view = after(begun, message(2, "visitor"), message(3), message(4, "visitor"));
  expect(whatHappened(begun, view)).toEqual([
    { type: "conversation_started" },
    { type: "messages_sent", count: 2 },
    { type: "messages_received", count: 1 },
  ]);
  expect(whatHappened(view, after(view, message(5, "visitor")))).toEqual([
    { type: "messages_sent", count: 1 },
  ]);
});

test("an agent's first word does not begin it, the answer to it does", () => {
  const view = after(begun, message(2));
  expect(whatHappened(begun, view)).toEqual([{ type: "messages_received", count: 1 }]);
  expect(whatHappened(view, after(view, message(3, "visitor")))).toContainEqual({
    type: "conversation_started",
  });
});

test("one that goes on after its end has begun before", () => {
  const ended = after(told, note(4, "closed"));
  const view = after(ended, note(5, "reopened"), message(6, "visitor"));
  expect(whatHappened(ended, view)).toEqual([{ type: "messages_sent", count: 1 }]);
});

test("one whose beginning is not here may have begun long ago", () => {
  const late = applyEvent(emptyView, opened("", [message(70)], "taken", true));
  expect(whatHappened(late, after(late, message(71, "visitor")))).toEqual([
    { type: "messages_sent", count: 1 },
  ]);
});

describe("nothing is counted", () => {
  test.each([
    ["of what a page finds when it opens the log", emptyView, told],
    ["of a log that has begun anew", told, { ...told, conversation: { ...begunAt(2), started_at: 2 } }],
    ["where there is no log", told, emptyView],
    ["twice", told, told],
    ["of what is no message", told, after(told, note(4, "observed", "agent"), note(5, "closed"))],
  ] as [string, View, View][])("%s", (_, before, view) => {
    expect(whatHappened(before, view)).toEqual([]);
  });

  test("of what was said before, and is read now", () => {
    const late = applyEvent(emptyView, opened("", [message(3)], "taken", true));
    const earlier = applyEvent(late, {
      type: "history_read",
      command_id: "",
      conversation_id: CONVERSATION,
      entries: [note(1, "started"), message(2, "visitor")],
      earlier: false,
    });
    expect(earlier.entries).toHaveLength(3);
    expect(whatHappened(late, earlier)).toEqual([]);
  });
});

test("what came while the connection was away is counted when it is back", () => {
  const back = applyEvent(told, opened("", [message(4), message(5)]));
  expect(whatHappened(told, back)).toEqual([{ type: "messages_received", count: 2 }]);
});

function begunAt(at: number) {
  const { conversation } = begun;
  if (!conversation) throw new Error("nothing has begun");
  return { ...conversation, changed_at: at };
}
