import { expect, test } from "vitest";
import type { ContactChange } from "../../../src/console/inbox/ContactChange.js";
import { hasHappened } from "../../../src/console/inbox/hasHappened.js";
import type { ContactRequest } from "../../../src/protocol/requests.js";
import { contact } from "../requests.js";

const mine = { at: 1, agent_id: "me", text: "called" };

test.each<[ContactChange, Partial<ContactRequest>, boolean]>([
  [{ type: "take" }, { state: "in_progress", agent_id: "me" }, true],
  [{ type: "take" }, { state: "in_progress", agent_id: "other" }, false],
  [{ type: "finish" }, { state: "done", agent_id: "me" }, true],
  [{ type: "finish" }, { state: "done", agent_id: "other" }, false],
  [{ type: "hand_over", group: "sales" }, { group: "sales" }, true],
  [{ type: "hand_over", group: "sales" }, { group: "service" }, false],
  [{ type: "note", text: "called" }, { notes: [mine] }, true],
  [{ type: "note", text: "called" }, { notes: [{ ...mine, agent_id: "other" }] }, false],
  [{ type: "note", text: "else" }, { notes: [mine] }, false],
])("%j of %j: %s", (change, request, happened) => {
  expect(hasHappened(contact("a"), contact("a", { version: 2, ...request }), change, "me")).toBe(happened);
});

test("the same words may have been noted before", () => {
  const [before, now] = [contact("a", { notes: [mine] }), contact("a", { notes: [mine, mine] })];
  const change = { type: "note", text: "called" } as const;
  expect(hasHappened(before, before, change, "me")).toBe(false);
  expect(hasHappened(before, now, change, "me")).toBe(true);
});
