import { expect, test } from "vitest";
import { applyToKnown, asked, forgotten, nothingKnown } from "../../../src/console/desk/conversations.js";
import type { Conversation, Event } from "../../../src/protocol/frames.js";
import { agent, conversation, message, noMarks, taken } from "../samples.js";

const listed = (waiting: Conversation[], own: Conversation[] = []): Event => ({
  type: "conversations_listed",
  command_id: "c",
  waiting,
  taken: own,
});
const changed = (what: Conversation): Event => ({ type: "conversation_changed", conversation: what });
const after = (...events: Event[]) =>
  events.reduce((known, event) => applyToKnown(known, event, agent.id), nothingKnown);
const ids = (known: typeof nothingKnown) => [...known.conversations.keys()];

test("the lists tell what there is", () => {
  const known = after(listed([conversation("a")], [taken("b")]));
  expect(known.listed).toBe(true);
  expect(ids(known)).toEqual(["shop.a", "shop.b"]);
});

test.each(["waiting", "taken", "closed"] as const)("a change to %s is known", (state) => {
  const known = after(listed([conversation("a")]), changed(conversation("a", { state, changed_at: 2 })));
  expect(known.conversations.get("shop.a")?.state).toBe(state);
});

test("a conversation that was opened is known, and a visitor's none is not", () => {
  const opened = { type: "opened", command_id: "c", entries: [], earlier: false, marks: noMarks } as const;
  expect(ids(after({ ...opened, conversation: taken("a") }))).toEqual(["shop.a"]);
  expect(after({ ...opened, conversation: null })).toBe(nothingKnown);
});

test.each<Event>([
  { type: "entries_added", conversation_id: "shop.a", entries: [message(1)] },
  { type: "typing_announced", conversation_id: "shop.a", author: "visitor", seen: 1 },
  { type: "history_read", command_id: "c", conversation_id: "shop.a", entries: [], earlier: false },
  {
    type: "entries_marked",
    conversation_id: "shop.a",
    author: "visitor",
    mark: { delivered: 1, seen: 1 },
  },
  { type: "presence_renewed", command_id: "c", presence: "away" },
  { type: "ponged" },
  { type: "command_refused", command_id: "c", code: "busy" },
  {
    type: "messages_acknowledged",
    command_id: "c",
    acknowledged: [{ client_message_id: "m", seq: 1, at: 1 }],
    missed: [],
    complete: true,
  },
])("$type changes no list", (event) => {
  const known = after(listed([conversation("a")]));
  expect(applyToKnown(known, event, agent.id)).toBe(known);
});

test("news that come late do not undo newer ones", () => {
  const known = after(
    changed(taken("a", "other", { changed_at: 3 })),
    changed(conversation("a", { changed_at: 2 })),
  );
  expect(known.conversations.get("shop.a")?.state).toBe("taken");
});

test("lists that lag do not undo what was heard since they were asked for", () => {
  const known = asked(after(listed([conversation("a")])));
  const heard = [
    changed(taken("a", "other", { changed_at: 3 })),
    changed(conversation("new", { changed_at: 3 })),
  ];
  const now = [...heard, listed([conversation("a")])].reduce(
    (so, event) => applyToKnown(so, event, agent.id),
    known,
  );
  expect(now.conversations.get("shop.a")?.state).toBe("taken");
  expect(ids(now)).toContain("shop.new");
});

test("what the lists no longer hold is gone, but for the agent's own that ended here", () => {
  const before = after(
    listed([conversation("gone")], [taken("mine")]),
    changed(taken("mine", agent.id, { state: "closed", changed_at: 2 })),
    changed(taken("theirs", "other", { state: "closed", changed_at: 2 })),
  );
  expect(ids(applyToKnown(asked(before), listed([]), agent.id))).toEqual(["shop.mine"]);
});

test("what the server no longer shows is forgotten", () => {
  expect(ids(forgotten(after(listed([conversation("a"), conversation("b")])), "shop.a"))).toEqual(["shop.b"]);
});
