import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../../../src/chat/applyEvent.js";
import type { Conversation, Event } from "../../../src/protocol/frames.js";
import { type FakeDesk, fakeDesk } from "../fakeDesk.js";
import { agent, conversation, message, note, supervisor, taken } from "../samples.js";

let fake: FakeDesk;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
});

afterEach(() => {
  fake.desk.end();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const opened = (what: Conversation, ...entries: Entry[]) =>
  ({ type: "opened", conversation: what, entries, earlier: false }) as const;
const added = (name: string, entry: Entry): Event => ({
  type: "entry_added",
  conversation_id: `shop.${name}`,
  entry,
});
const changed = (what: Conversation): Event => ({ type: "conversation_changed", conversation: what });
const opens = () => fake.asks.flatMap((ask) => (ask.type === "open" ? [ask.conversation_id] : []));
const log = [note("started", 1), message(2), note("taken", 3, "agent")];

/** A desk with one own conversation, chosen. */
async function atWork(who = agent) {
  fake = fakeDesk(who);
  fake.connect([], [taken("a")]);
  fake.desk.select("shop.a");
  await fake.answer("open", opened(taken("a"), ...log));
}

test("a page that has just been opened asks for the lists and follows the agent's own conversations", () => {
  fake = fakeDesk(agent);
  expect(fake.desk.listed.value).toBe(false);
  fake.connect([conversation("w")], [taken("a"), taken("b")]);
  expect(fake.desk.listed.value).toBe(true);
  expect(fake.desk.connected.value).toBe(true);
  expect(opens()).toEqual(["shop.a", "shop.b"]);
});

test("the visitor's messages are unread until the conversation is looked at", async () => {
  fake = fakeDesk(agent);
  fake.connect([conversation("w")], [taken("a")]);
  await fake.answer("open", opened(taken("a"), ...log));
  expect(fake.desk.unread("shop.a")).toBe(0);
  fake.happens(added("a", message(4)));
  fake.happens(added("a", message(5)));
  expect(fake.desk.unread("shop.a")).toBe(2);
  expect(fake.desk.calling.value).toBe(2);

  fake.desk.select("shop.a");
  expect(fake.desk.unread("shop.a")).toBe(0);
  fake.happens(added("a", message(6)));
  expect(fake.desk.unread("shop.a")).toBe(0);
});

test("a page in the background reads nothing", async () => {
  await atWork();
  const visible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  fake.happens(added("a", message(4)));
  expect(fake.desk.unread("shop.a")).toBe(1);
  visible.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(fake.desk.unread("shop.a")).toBe(0);
});

test("a waiting conversation is shown before it is taken, and is the agent's own then", async () => {
  fake = fakeDesk(agent);
  fake.connect([conversation("w")]);
  fake.desk.select("shop.w");
  await fake.answer("open", opened(conversation("w"), note("started", 1), message(2)));
  expect(fake.desk.selected.value).toMatchObject({ standing: "waiting", acting: false });

  const taking = fake.desk.change("shop.w", "take");
  expect(fake.desk.selected.value?.acting).toBe(true);
  await fake.answer("take", opened(taken("w", agent.id, { changed_at: 2 }), note("taken", 3, "agent")));
  await taking;
  expect(fake.desk.selected.value).toMatchObject({ standing: "own", acting: false });
  expect(fake.desk.lists.value.own).toHaveLength(1);
  expect(fake.desk.selected.value?.talk?.view.entries).toHaveLength(3);
});

test("a button pressed twice asks once", () => {
  fake = fakeDesk(agent);
  fake.connect([conversation("w")]);
  void fake.desk.change("shop.w", "take");
  void fake.desk.change("shop.w", "take");
  expect(fake.asks).toEqual([{ type: "take", conversation_id: "shop.w" }]);
});

test("who was too slow is told, until something else is chosen", async () => {
  fake = fakeDesk(agent);
  fake.connect([conversation("w")]);
  fake.desk.select("shop.w");
  void fake.desk.change("shop.w", "take");
  await fake.refuse("take", "taken");
  expect(fake.desk.selected.value?.refusal).toBe("taken");
  fake.desk.select("shop.w");
  expect(fake.desk.selected.value?.refusal).toBeUndefined();
});

test("a conversation that another agent has taken stays in sight, with what was typed", async () => {
  await atWork();
  fake.desk.write("shop.a", "half a sen");
  fake.happens(changed(taken("a", "other", { changed_at: 9 })));
  expect(fake.desk.selected.value).toMatchObject({ standing: "foreign", draft: "half a sen" });
  expect(fake.desk.selected.value?.talk?.view.entries).toHaveLength(3);
  expect(fake.desk.lists.value.own).toHaveLength(0);

  fake.desk.select(null);
  expect(fake.desk.talk("shop.a")).toBeUndefined();
});

test("a supervisor opens another agent's conversation only after deciding to", () => {
  fake = fakeDesk(supervisor);
  fake.connect([], [taken("b", "other")]);
  fake.desk.select("shop.b");
  expect(fake.desk.selected.value).toMatchObject({ standing: "supervised", talk: undefined });
  expect(opens()).toEqual([]);
  fake.desk.observe("shop.b");
  expect(opens()).toEqual(["shop.b"]);
});

test("a supervisor whose conversation is taken over does not read along by accident", async () => {
  await atWork(supervisor);
  fake.happens(changed(taken("a", "other", { changed_at: 9 })));
  expect(fake.desk.selected.value).toMatchObject({ standing: "supervised", talk: undefined });
  fake.connect([], [taken("a", "other", { changed_at: 9 })]);
  expect(opens()).toEqual(["shop.a"]);
});

test("a supervisor who has taken over and lost it again has to decide anew", async () => {
  fake = fakeDesk(supervisor);
  fake.connect([], [taken("b", "other")]);
  fake.desk.select("shop.b");
  fake.desk.observe("shop.b");
  fake.happens(changed(taken("b", agent.id, { changed_at: 2 })));
  fake.happens(changed(taken("b", "other", { changed_at: 3 })));
  expect(fake.desk.selected.value?.talk).toBeUndefined();
});

test("after an interruption the lists come first, then what was missed in each conversation", async () => {
  await atWork();
  fake.lose();
  expect(fake.desk.connected.value).toBe(false);
  fake.connect([conversation("w")], [taken("a")]);
  expect(fake.asks.at(-1)).toEqual({ type: "open", conversation_id: "shop.a", cursor: 3 });
  expect(fake.desk.lists.value.waiting).toHaveLength(1);
});

test("what was heard before an interruption does not outlive the lists after it", () => {
  fake = fakeDesk(agent);
  fake.connect();
  fake.happens(changed(conversation("w")));
  fake.lose();
  fake.connect();
  expect(fake.desk.lists.value.waiting).toEqual([]);
});

test("a conversation that is no longer shown to the agent says so", async () => {
  await atWork();
  fake.lose();
  fake.connect();
  await fake.refuse("open", "not_allowed");
  expect(fake.desk.selected.value).toMatchObject({ standing: undefined, refusal: "not_allowed" });
});

test("a conversation that ended meanwhile can be reopened", async () => {
  await atWork();
  fake.lose();
  fake.connect();
  const closed = taken("a", agent.id, { state: "closed", changed_at: 4 });
  await fake.answer("open", opened(closed, note("closed", 4)));
  expect(fake.desk.selected.value?.standing).toBe("ended");
  expect(fake.desk.lists.value.ended).toHaveLength(1);
  void fake.desk.change("shop.a", "reopen");
  expect(fake.asks.at(-1)).toEqual({ type: "reopen", conversation_id: "shop.a" });
});

test("the lists are read afresh every two minutes, and not while there is no connection", () => {
  fake = fakeDesk(agent);
  fake.connect();
  vi.advanceTimersByTime(120_000);
  expect(fake.asks).toEqual([{ type: "list_conversations" }]);
  fake.lose();
  vi.advanceTimersByTime(600_000);
  expect(fake.asks).toHaveLength(1);
});

test("what is written is announced, sent without its margins, and shown until it is acknowledged", async () => {
  await atWork();
  fake.desk.write("shop.a", " hello \n");
  expect(fake.told).toEqual([{ type: "announce_typing", conversation_id: "shop.a" }]);
  fake.desk.send("shop.a");
  expect(fake.desk.selected.value).toMatchObject({ draft: "", talk: { unsent: [{ text: "hello" }] } });

  const ask = fake.asks.at(-1);
  if (ask?.type !== "send_message") throw new Error("nothing was sent");
  expect(ask).toMatchObject({ conversation_id: "shop.a", cursor: 3, text: "hello" });
  const { client_message_id } = ask;
  await fake.answer("send_message", {
    type: "message_acknowledged",
    client_message_id,
    seq: 4,
    at: 4,
    missed: [],
    complete: true,
  });
  expect(fake.desk.selected.value?.talk?.unsent).toEqual([]);
  expect(fake.desk.selected.value?.talk?.view.entries.at(-1)).toMatchObject({
    text: "hello",
    author: "agent",
  });
});

test("nothing but blanks is not sent", async () => {
  await atWork();
  fake.desk.write("shop.a", " \n ");
  fake.desk.send("shop.a");
  expect(fake.asks.map(({ type }) => type)).not.toContain("send_message");
});

test("draft, choice and unsent messages survive a reload, with the same id and the same cursor", async () => {
  await atWork();
  fake.desk.write("shop.a", "sent");
  fake.desk.send("shop.a");
  const sent = fake.asks.at(-1);
  fake.desk.write("shop.a", "half a sen");
  dispatchEvent(new Event("pagehide"));
  fake.desk.end();

  fake = fakeDesk(agent);
  fake.connect([], [taken("a")]);
  await fake.answer("open", opened(taken("a"), ...log));
  expect(fake.desk.selected.value).toMatchObject({ id: "shop.a", draft: "half a sen" });
  expect(fake.asks.at(-1)).toEqual(sent);
});

test("a message that can no longer be sent after a reload is shown once more", async () => {
  await atWork();
  fake.desk.write("shop.a", "too late");
  fake.desk.send("shop.a");
  dispatchEvent(new Event("pagehide"));
  fake.desk.end();

  fake = fakeDesk(agent);
  fake.connect();
  expect(fake.desk.stranded.value).toEqual(["too late"]);
  expect(fake.desk.selected.value).toBeNull();
  fake.desk.dismissStranded();
  expect(fake.desk.stranded.value).toEqual([]);
});

test("a desk that has ended keeps nothing of the agent's", async () => {
  await atWork();
  fake.desk.write("shop.a", "half a sen");
  fake.desk.end();
  dispatchEvent(new Event("pagehide"));
  expect(sessionStorage).toHaveLength(0);
});

test("earlier messages are asked for", async () => {
  fake = fakeDesk(agent);
  fake.connect([], [taken("a")]);
  await fake.answer("open", { ...opened(taken("a"), message(8)), earlier: true });
  fake.desk.readEarlier("shop.a");
  expect(fake.asks.at(-1)).toEqual({ type: "read_history", conversation_id: "shop.a", before: 8 });
});
