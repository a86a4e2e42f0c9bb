import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createInbox } from "../../../src/console/inbox/createInbox.js";
import type { Inbox } from "../../../src/console/inbox/Inbox.js";
import type { Agent } from "../../../src/console/sign_in/agentOf.js";
import type { ContactRequest } from "../../../src/protocol/requests.js";
import { type FakeApi, fakeApi } from "../fakeApi.js";
import { contact, foundOf, VISITOR } from "../requests.js";
import { agent, supervisor } from "../samples.js";

const [SEARCH, CHANGES] = ["/api/contact/search", "/api/contact/changes"] as const;
const A = contact("a");
let api: FakeApi;
let inbox: Inbox;
let open: boolean;

beforeEach(() => {
  sessionStorage.clear();
  open = true;
});

afterEach(() => {
  inbox.end();
  vi.useRealTimers();
});

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

/** The first answers bring these new requests. */
async function begin(requests: readonly ContactRequest[] = [A], who: Agent = agent) {
  api = fakeApi();
  inbox = createInbox({ agent: who, api, groups: { shop: ["service", "sales"] }, open: () => open });
  await settled();
  await api.answer(SEARCH, foundOf(requests));
}

const shown = () => inbox.requests.value.map(({ contact_id }) => contact_id);
const after = (change: Partial<ContactRequest>, request = A) => ({
  ...request,
  version: request.version + 1,
  ...change,
});

test("the inbox begins with the new ones, and one question for them is enough", async () => {
  await begin([contact("b"), A]);
  expect(shown()).toEqual([contact("b").contact_id, A.contact_id]);
  expect(inbox.fresh.value).toEqual({ number: 2, more: false });
  expect(api.posted).toHaveLength(1);
});

test("the new ones are counted on the other page, too, and while another list is shown", async () => {
  open = false;
  await begin([A]);
  expect(api.posted.map(({ body }) => body.state)).toEqual(["new"]);
  expect(inbox.fresh.value.number).toBe(1);
  inbox.ask({ state: "done", text: "" });
  expect(inbox.fresh.value.number).toBe(1);
  await api.answer(SEARCH, foundOf([]));
  expect(inbox.fresh.value).toEqual({ number: 1, more: false });
});

test("it is asked for again each minute, but not while nobody sees the page", async () => {
  vi.useFakeTimers();
  api = fakeApi();
  inbox = createInbox({ agent, api, groups: {}, open: () => false });
  const visible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("visible");
  await vi.advanceTimersByTimeAsync(61_000);
  expect(api.posted).toHaveLength(2);
  visible.mockReturnValue("hidden");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(api.posted).toHaveLength(2);
  visible.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(1);
  expect(api.posted).toHaveLength(3);
  visible.mockRestore();
});

test("a request that is taken leaves the new ones at once, and stays before the eyes", async () => {
  await begin();
  inbox.select(A.contact_id);
  void inbox.change(A.contact_id, { type: "take" });
  expect(inbox.selected.value?.acting).toBe("take");
  expect(api.posted.at(-1)?.body).toEqual({ contact_id: A.contact_id, version: 1, change: { type: "take" } });
  await api.answer(CHANGES, after({ state: "in_progress", agent_id: agent.id }));
  expect(shown()).toEqual([]);
  expect(inbox.fresh.value.number).toBe(0);
  expect(inbox.selected.value).toMatchObject({
    acting: undefined,
    outcome: { kind: "done", change: "take" },
    request: { state: "in_progress" },
  });
});

test("one change at a time: a second press does nothing", async () => {
  await begin();
  void inbox.change(A.contact_id, { type: "take" });
  void inbox.change(A.contact_id, { type: "finish" });
  expect(api.open(CHANGES)).toBe(1);
});

test("who was slower is told, and sees it as it stands", async () => {
  await begin();
  inbox.select(A.contact_id);
  void inbox.change(A.contact_id, { type: "take" });
  await api.fail(CHANGES, "changed_meanwhile");
  expect(api.posted.at(-1)?.body).toMatchObject({ contact_id: A.contact_id });
  await api.answer(SEARCH, foundOf([after({ state: "in_progress", agent_id: "other" })]));
  expect(inbox.selected.value).toMatchObject({
    outcome: { kind: "changed" },
    request: { version: 2, agent_id: "other" },
  });
});

test("a change whose answer got lost counts as made when it is there", async () => {
  await begin();
  inbox.select(A.contact_id);
  inbox.writeNote(A.contact_id, " called back ");
  void inbox.addNote(A.contact_id);
  await api.fail(CHANGES, "unreachable");
  expect(inbox.selected.value).toMatchObject({
    outcome: { kind: "problem", problem: "unreachable" },
    draft: " called back ",
  });
  void inbox.addNote(A.contact_id);
  await api.fail(CHANGES, "changed_meanwhile");
  const notes = [{ at: 1, agent_id: agent.id, text: "called back" }];
  await api.answer(SEARCH, foundOf([after({ notes })]));
  expect(inbox.selected.value).toMatchObject({ outcome: { kind: "done", change: "note" }, draft: "" });
});

test("a note is kept while it could not be added, and what was typed meanwhile stays", async () => {
  await begin();
  inbox.select(A.contact_id);
  inbox.writeNote(A.contact_id, "one");
  void inbox.addNote(A.contact_id);
  inbox.writeNote(A.contact_id, "one, and more");
  await api.answer(CHANGES, after({ notes: [{ at: 1, agent_id: agent.id, text: "one" }] }));
  expect(inbox.selected.value?.draft).toBe("one, and more");
});

test("nothing is posted for a note of blanks", async () => {
  await begin();
  inbox.writeNote(A.contact_id, "  \n");
  await inbox.addNote(A.contact_id);
  expect(api.open(CHANGES)).toBe(0);
});

test("what is handed over to a group of others is gone, and it is said where to", async () => {
  await begin();
  inbox.select(A.contact_id);
  void inbox.change(A.contact_id, { type: "hand_over", group: "sales" });
  await api.answer(CHANGES, after({ group: "sales" }));
  expect(inbox.selected.value).toBeNull();
  expect(inbox.departure.value).toEqual({ kind: "handed_over", group: "sales" });
  expect(shown()).toEqual([]);
});

test("a supervisor keeps what was handed over", async () => {
  await begin([A], supervisor);
  inbox.select(A.contact_id);
  void inbox.change(A.contact_id, { type: "hand_over", group: "sales" });
  await api.answer(CHANGES, after({ group: "sales" }));
  expect(inbox.selected.value).toMatchObject({ request: { group: "sales" }, outcome: { kind: "done" } });
});

test("what is not there any more for this agent is gone, and that is said", async () => {
  await begin();
  inbox.select(A.contact_id);
  void inbox.change(A.contact_id, { type: "take" });
  await api.fail(CHANGES, "not_allowed");
  await api.answer(SEARCH, foundOf([]));
  expect(inbox.selected.value).toBeNull();
  expect(inbox.departure.value).toEqual({ kind: "gone" });
});

test("a right that is missing is said where the request stays", async () => {
  await begin();
  inbox.select(A.contact_id);
  void inbox.change(A.contact_id, { type: "finish" });
  await api.fail(CHANGES, "not_allowed");
  await api.answer(SEARCH, foundOf([A]));
  expect(inbox.selected.value?.outcome).toEqual({ kind: "problem", problem: "not_allowed" });
});

test("a colleague who takes over is noticed", async () => {
  vi.useFakeTimers();
  api = fakeApi();
  const own = contact("a", { state: "in_progress", agent_id: agent.id });
  inbox = createInbox({ agent, api, groups: {}, open: () => true });
  const answered = async (...requests: ContactRequest[]) => {
    const answer = api.answer(SEARCH, foundOf(requests));
    await vi.advanceTimersByTimeAsync(1);
    await answer;
  };
  await vi.advanceTimersByTimeAsync(1);
  await answered(own);
  inbox.select(own.contact_id);
  await vi.advanceTimersByTimeAsync(60_001);
  await answered();
  await answered({ ...own, version: 2, agent_id: "other" });
  expect(inbox.selected.value).toMatchObject({
    outcome: { kind: "changed" },
    request: { agent_id: "other" },
  });
});

test("an older answer does not undo a newer one", async () => {
  await begin();
  void inbox.change(A.contact_id, { type: "take" });
  await api.answer(CHANGES, after({ state: "in_progress", agent_id: agent.id }));
  await api.answer(SEARCH, foundOf([A]));
  expect(shown()).toEqual([]);
  expect(inbox.fresh.value.number).toBe(0);
});

test("all of an erased visitor goes, with notes that were begun, and comes back with no answer", async () => {
  const other = contact("b", { visitor_id: "w".repeat(43) });
  await begin([A, other, contact("c", { visitor_id: null })]);
  inbox.select(A.contact_id);
  inbox.writeNote(A.contact_id, "half a sen");
  inbox.refresh();
  inbox.forgetVisitor(`shop.${VISITOR}`);
  expect(shown()).toEqual([other.contact_id, contact("c").contact_id]);
  expect(inbox.departure.value).toEqual({ kind: "erased" });
  await api.answer(SEARCH, foundOf([A, other]));
  expect(shown()).toEqual([other.contact_id]);
  dispatchEvent(new Event("pagehide"));
  expect(JSON.stringify(sessionStorage)).not.toContain("half a sen");
});

test("what was begun is there after a reload, for the same agent", async () => {
  await begin();
  inbox.select(A.contact_id);
  inbox.writeNote(A.contact_id, "half a sen");
  dispatchEvent(new Event("pagehide"));
  inbox.end();
  expect(JSON.stringify(sessionStorage)).not.toContain("text of a");
  await begin([A]);
  expect(inbox.selected.value).toMatchObject({ id: A.contact_id, draft: "half a sen" });
});

test("a note that was begun goes with a request that is gone, chosen or not: it may have been erased", async () => {
  const other = contact("b", { visitor_id: "w".repeat(43) });
  await begin([A, other]);
  inbox.select(A.contact_id);
  inbox.writeNote(A.contact_id, "half a sen");
  inbox.writeNote(other.contact_id, "another half");
  dispatchEvent(new Event("pagehide"));
  inbox.end();
  await begin([]);
  expect(
    api.posted
      .map(({ body }) => body.contact_id)
      .filter(Boolean)
      .sort(),
  ).toEqual([A.contact_id, other.contact_id].sort());
  await api.answer(SEARCH, foundOf([]));
  await api.answer(SEARCH, foundOf([]));
  dispatchEvent(new Event("pagehide"));
  expect(JSON.stringify(sessionStorage)).not.toContain("half");
});

test("a note whose answer got lost is not added once more when the list has brought it", async () => {
  await begin();
  inbox.select(A.contact_id);
  inbox.writeNote(A.contact_id, "called back");
  void inbox.addNote(A.contact_id);
  await api.fail(CHANGES, "unreachable");
  inbox.refresh();
  const notes = [{ at: 1, agent_id: agent.id, text: "called back" }];
  await api.answer(SEARCH, foundOf([after({ notes })]));
  expect(inbox.selected.value).toMatchObject({ draft: "", outcome: { kind: "done", change: "note" } });
  await inbox.addNote(A.contact_id);
  expect(api.open(CHANGES)).toBe(0);
});
