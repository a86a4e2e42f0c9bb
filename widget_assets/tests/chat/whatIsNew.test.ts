import { expect, test } from "vitest";
import { applyEvent, emptyView, type View } from "../../src/chat/applyEvent.js";
import { whatIsNew } from "../../src/chat/whatIsNew.js";
import type { Event } from "../../src/protocol/frames.js";
import { CONVERSATION, conversation, message, note, opened } from "./samples.js";

const apply = (view: View, ...events: readonly Event[]) => events.reduce(applyEvent, view);
const begun = apply(emptyView, opened("c", [note(1, "started"), message(2)]));
const added = (...entries: View["entries"]): Event => ({
  type: "entries_added",
  conversation_id: CONVERSATION,
  entries,
});
const marked: Event = {
  type: "entries_marked",
  conversation_id: CONVERSATION,
  author: "agent",
  mark: { delivered: 2, seen: 1 },
};
const another = {
  ...opened("c", [note(1, "started")]),
  conversation: { ...conversation("waiting"), started_at: 9 },
};

test.each<[string, View, readonly Event[]]>([
  ["a conversation", emptyView, [opened("c", [note(1, "started"), message(2)])]],
  ["entries", begun, [added(message(3), note(4, "closed", "agent"))]],
  ["marks", begun, [marked]],
  ["both", begun, [added(message(3, "visitor", "v", 2)), marked]],
  ["another log", begun, [another]],
])("a page that is told of %s knows as much as the one that tells", (_, before, events) => {
  const after = apply(before, ...events);
  expect(apply(before, ...whatIsNew(before, after))).toEqual(after);
});

test("nothing is told where nothing is new, or nothing known", () => {
  expect(whatIsNew(begun, begun)).toEqual([]);
  expect(whatIsNew(emptyView, emptyView)).toEqual([]);
});

test("what was read of the past is nobody else's", () => {
  const late = apply(emptyView, opened("c", [message(51)], "taken", true));
  const read = apply(late, {
    type: "history_read",
    command_id: "c",
    conversation_id: CONVERSATION,
    entries: [message(50)],
    earlier: false,
  });
  expect(read.entries).toHaveLength(2);
  expect(whatIsNew(late, read)).toEqual([]);
});
