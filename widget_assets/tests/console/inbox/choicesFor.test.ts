import { expect, test } from "vitest";
import { choicesFor } from "../../../src/console/inbox/choicesFor.js";
import type { ContactRequest } from "../../../src/protocol/requests.js";
import { contact } from "../requests.js";
import { agent, supervisor } from "../samples.js";

// The columns: take, finish, hand over.
test.each([
  ["new", "nobody's", agent, "take", true, true],
  ["in_progress", "own", agent, null, true, true],
  ["in_progress", "another's", agent, "takeOver", false, false],
  ["in_progress", "another's", supervisor, "takeOver", true, true],
  ["done", "own", agent, "reopen", false, true],
  ["done", "another's", agent, "reopen", false, true],
  ["done", "another's", supervisor, "reopen", false, true],
] as const)("%s, %s", (state, whose, who, take, finish, handOver) => {
  const agent_id = { "nobody's": null, own: who.id, "another's": "other" }[whose];
  const request: ContactRequest = contact("a", { state, agent_id });
  expect(choicesFor(request, who)).toMatchObject({ take, finish, handOver });
});

test("only a supervisor of its site is offered to erase, and only where there is a visitor", () => {
  expect(choicesFor(contact("a"), supervisor).erase).toBe(true);
  expect(choicesFor(contact("a"), agent).erase).toBe(false);
  expect(choicesFor(contact("a", { visitor_id: null }), supervisor).erase).toBe(false);
  expect(choicesFor(contact("a", { site: "other" }), supervisor).erase).toBe(false);
});
