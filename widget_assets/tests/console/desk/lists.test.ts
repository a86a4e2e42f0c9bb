import { expect, test } from "vitest";
import type { Known } from "../../../src/console/desk/conversations.js";
import { lists } from "../../../src/console/desk/lists.js";
import type { Conversation } from "../../../src/protocol/frames.js";
import { agent, conversation, supervisor, taken } from "../samples.js";

const knowing = (...all: Conversation[]): Known => ({
  listed: true,
  conversations: new Map(all.map((each) => [each.conversation_id, each])),
  heard: new Set(),
});
const names = (list: readonly Conversation[]) => list.map((each) => each.conversation_id.slice(5));
const unknown = () => undefined;

test("who has waited longest comes first", () => {
  const known = knowing(conversation("late", { changed_at: 9 }), conversation("early", { changed_at: 2 }));
  expect(names(lists(known, agent, unknown).waiting)).toEqual(["early", "late"]);
});

test("a conversation that waits again waits since then, whenever it began", () => {
  const again = conversation("again", { started_at: 1, changed_at: 9 });
  expect(names(lists(knowing(again, conversation("a", { changed_at: 5 })), agent, unknown).waiting)).toEqual([
    "a",
    "again",
  ]);
});

test("the agent's own are sorted by their newest entry", () => {
  const known = knowing(taken("a", agent.id, { changed_at: 5 }), taken("b", agent.id, { changed_at: 6 }));
  expect(names(lists(known, agent, unknown).own)).toEqual(["b", "a"]);
  expect(names(lists(known, agent, (id) => (id === "shop.a" ? 9 : undefined)).own)).toEqual(["a", "b"]);
});

test("only a supervisor sees what other agents have", () => {
  const known = knowing(taken("a"), taken("b", "other"));
  expect(names(lists(known, agent, unknown).supervised)).toEqual([]);
  expect(names(lists(known, supervisor, unknown).supervised)).toEqual(["b"]);
});

test("of what has ended the agent's own is listed", () => {
  const known = knowing(taken("a", agent.id, { state: "closed" }), taken("b", "other", { state: "closed" }));
  expect(names(lists(known, supervisor, unknown).ended)).toEqual(["a"]);
});
