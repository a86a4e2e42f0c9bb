import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../../../src/chat/applyEvent.js";
import type { Agent } from "../../../src/console/sign_in/agentOf.js";
import type { Conversation, Event, Marks } from "../../../src/protocol/frames.js";
import { type FakeDesk, fakeDesk } from "../fakeDesk.js";
import { agent, conversation, described, identified, message, note, supervisor, taken } from "../samples.js";

let fake: FakeDesk;
let pages: FakeDesk[];

/** A page that is opened; it and the others of the test are gone after it. */
function come(who: Agent): FakeDesk {
  const page = fakeDesk(who);
  pages.push(page);
  return page;
}

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  vi.stubGlobal("indexedDB", new IDBFactory());
  pages = [];
});

afterEach(() => {
  for (const { desk } of pages) desk.end();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const opened = (what: Conversation, ...entries: Entry[]) =>
  ({ type: "opened", conversation: what, entries, earlier: false, marks }) as const;
const added = (name: string, entry: Entry): Event => ({
  type: "entries_added",
  conversation_id: `shop.${name}`,
  entries: [entry],
});
const changed = (what: Conversation): Event => ({ type: "conversation_changed", conversation: what });
const opens = () => fake.asks.flatMap((ask) => (ask.type === "open" ? [ask.conversation_id] : []));
const marks: Marks = { visitor: { delivered: 3, seen: 3 }, agent: { delivered: 3, seen: 3 } };
const log = [note("started", 1), message(2), note("taken", 3, "agent")];

/** Whatever the page keeps or reads is kept and read: each step takes the store a turn of the moved clock. */
const settled = () => vi.advanceTimersByTimeAsync(50);

const sent = () => fake.asks.findLast((ask) => ask.type === "send_messages");
const marked = () => fake.told.filter(({ type }) => type === "mark_entries");
const aWhile = () => vi.advanceTimersByTimeAsync(90_000);

async function say(text: string) {
  fake.desk.write("shop.a", text);
  fake.desk.send("shop.a");
  await settled();
}

/** The server stores the one message that was sent, and gives it. */
async function acknowledge(text: string, seq: number) {
  const ask = sent();
  const [message] = ask?.messages ?? [];
  if (!message) throw new Error("nothing was sent");
  expect(ask).toMatchObject({ conversation_id: "shop.a", cursor: 3, messages: [{ text }] });
  const { client_message_id } = message;
  const acknowledged = [{ client_message_id, seq, at: seq }];
  await fake.answer("send_messages", {
    type: "messages_acknowledged",
    acknowledged,
    missed: [],
    complete: true,
  });
  await settled();
  return message;
}

/** The page is gone without a word, and is there again. */
async function crash(waiting: Conversation[] = [], own: Conversation[] = [], who = agent) {
  fake = come(who);
  fake.connect(waiting, own);
  await settled();
}

/** A desk with one own conversation, chosen. */
async function atWork(who = agent) {
  fake = come(who);
  fake.connect([], [taken("a")]);
  fake.desk.select("shop.a");
  await fake.answer("open", opened(taken("a"), ...log));
}

test("a page that has just been opened asks for the lists and follows the agent's own conversations", () => {
  fake = come(agent);
  expect(fake.desk.listed.value).toBe(false);
  fake.connect([conversation("w")], [taken("a"), taken("b")]);
  expect(fake.desk.listed.value).toBe(true);
  expect(fake.desk.connected.value).toBe(true);
  expect(opens()).toEqual(["shop.a", "shop.b"]);
});

test("the visitor's messages are unread until the conversation is looked at", async () => {
  fake = come(agent);
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

test("who the visitor is said to be is known from further back than the page, and from what comes", async () => {
  fake = come(agent);
  fake.connect([], [taken("a")]);
  fake.desk.select("shop.a");
  const introductions = [identified(3), described(4, { plan: "pro" })];
  await fake.answer("open", { ...opened(taken("a"), message(80)), introductions });
  const known = () => fake.desk.selected.value?.talk?.introductions;
  expect(known()).toEqual({ identified: introductions[0], described: introductions[1] });
  const news = identified(81, { name: "Rose" });
  fake.happens({ type: "entries_added", conversation_id: "shop.a", entries: [news] });
  expect(known()).toEqual({ identified: news, described: introductions[1] });
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
  fake = come(agent);
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
  fake = come(agent);
  fake.connect([conversation("w")]);
  void fake.desk.change("shop.w", "take");
  void fake.desk.change("shop.w", "take");
  expect(fake.asks).toEqual([{ type: "take", conversation_id: "shop.w" }]);
});

test("who was too slow is told, until something else is chosen", async () => {
  fake = come(agent);
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
  fake = come(supervisor);
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
  fake = come(supervisor);
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
  fake = come(agent);
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

test("a conversation that was opened is asked for once more, for what was written just then", async () => {
  await atWork();
  const opens = () => fake.asks.filter(({ type }) => type === "open").length;
  const before = opens();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(opens()).toBe(before + 1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(opens()).toBe(before + 1);
});

test("a conversation that waits anew is opened anew, as the agent was shut out of it meanwhile", async () => {
  await atWork();
  const opens = () => fake.asks.filter(({ type }) => type === "open").length;
  const before = opens();
  const closed = taken("a", "other", { state: "closed", changed_at: 5000 });
  fake.happens({ type: "conversation_changed", conversation: closed });
  expect(opens()).toBe(before);
  const waiting = conversation("a", { changed_at: 6000 });
  fake.happens({ type: "conversation_changed", conversation: waiting });
  expect(opens()).toBe(before + 1);
});

test("the lists are read afresh every two minutes, and not while there is no connection", () => {
  fake = come(agent);
  fake.connect();
  vi.advanceTimersByTime(120_000);
  const lists = () => fake.asks.filter(({ type }) => type === "list_conversations");
  expect(lists()).toHaveLength(1);
  fake.lose();
  vi.advanceTimersByTime(600_000);
  expect(lists()).toHaveLength(1);
});

test("what is written is announced, sent without its margins, and shown until it is acknowledged", async () => {
  await atWork();
  fake.desk.write("shop.a", " hello \n");
  expect(fake.told).toEqual([{ type: "announce_typing", conversation_id: "shop.a", seen: 3 }]);
  fake.desk.send("shop.a");
  expect(fake.desk.selected.value).toMatchObject({ draft: "", talk: { unsent: [{ text: "hello" }] } });
  await settled();
  const { client_message_id } = await acknowledge("hello", 4);
  expect(fake.desk.selected.value?.talk?.unsent).toEqual([]);
  expect(fake.desk.selected.value?.talk?.view.entries.at(-1)).toMatchObject({
    client_message_id,
    text: "hello",
    author: "agent",
  });
});

test("nothing but blanks is not sent", async () => {
  await atWork();
  fake.desk.write("shop.a", " \n ");
  fake.desk.send("shop.a");
  expect(fake.asks.map(({ type }) => type)).not.toContain("send_messages");
});

test("draft and choice survive a reload", async () => {
  await atWork();
  fake.desk.write("shop.a", "half a sen");
  dispatchEvent(new Event("pagehide"));
  fake.desk.end();
  await crash([], [taken("a")]);
  await fake.answer("open", opened(taken("a"), ...log));
  expect(fake.desk.selected.value).toMatchObject({ id: "shop.a", draft: "half a sen" });
});

test("a draft to a conversation that is not there any more after a reload is not kept: it may have been erased", async () => {
  await atWork();
  fake.desk.write("shop.a", "half a sen");
  dispatchEvent(new Event("pagehide"));
  fake.desk.end();
  await crash([], [taken("b")]);
  dispatchEvent(new Event("pagehide"));
  expect(JSON.stringify(sessionStorage)).not.toContain("half a sen");
});

test("an unsent message survives a crash, with the same id and the same cursor, and is forgotten once stored", async () => {
  await atWork();
  await say("sent");
  const before = sent();
  await crash([], [taken("a")]);
  await fake.answer("open", opened(taken("a"), ...log, message(4)));
  await settled();
  expect(sent()).toEqual(before);
  expect(fake.desk.unsent.value).toBe(1);
  expect(fake.desk.stranded.texts.value).toEqual([]);
  await acknowledge("sent", 5);
  expect(fake.desk.unsent.value).toBe(0);

  await crash([], [taken("a")]);
  await fake.answer("open", opened(taken("a"), ...log));
  await settled();
  expect(sent()).toBeUndefined();
});

test("nobody else who signs in here gets what an agent had not got off", async () => {
  await atWork();
  await say("mine");
  await crash([], [taken("a", "you")], { ...agent, id: "you" });
  await fake.answer("open", opened(taken("a", "you"), ...log));
  await settled();
  expect(sent()).toBeUndefined();
  expect(fake.desk.unsent.value).toBe(0);
  expect(fake.desk.stranded.texts.value).toEqual([]);
});

test("a message that can no longer be sent after a reload is shown until it is dismissed", async () => {
  await atWork();
  await say("too late");
  await crash();
  expect(fake.desk.stranded.texts.value).toEqual(["too late"]);
  expect(fake.desk.selected.value).toBeNull();
  await crash();
  expect(fake.desk.stranded.texts.value).toEqual(["too late"]);
  fake.desk.stranded.dismiss();
  expect(fake.desk.stranded.texts.value).toEqual([]);
  await settled();
  await crash();
  expect(fake.desk.stranded.texts.value).toEqual([]);
});

test("what was stranded and is the agent's again is sent only when the agent says so", async () => {
  await atWork();
  await say("too late");
  await crash();
  await crash([], [taken("a")]);
  await fake.answer("open", opened(taken("a"), ...log));
  await settled();
  const [unsent] = fake.desk.talk("shop.a")?.unsent ?? [];
  expect(unsent).toMatchObject({ text: "too late", failed: true, code: "not_allowed" });
  expect(sent()).toBeUndefined();
  fake.desk.sendAgain("shop.a", unsent?.client_message_id ?? "");
  await settled();
  expect(sent()).toMatchObject({ messages: [{ text: "too late" }] });
});

test("a waiting conversation that was the agent's sends nothing before it is taken", async () => {
  await atWork();
  await say("too late");
  await crash([conversation("a")]);
  fake.desk.select("shop.a");
  await fake.answer("open", opened(conversation("a"), ...log));
  await settled();
  expect(sent()).toBeUndefined();
  expect(fake.desk.unsent.value).toBe(0);
  expect(fake.desk.stranded.texts.value).toEqual(["too late"]);
});

test("what failed in a conversation that was taken over is shown once the agent looks elsewhere", async () => {
  await atWork();
  await say("too late");
  fake.happens(changed(taken("a", "other", { changed_at: 9 })));
  await fake.refuse("send_messages", "not_allowed");
  await settled();
  expect(fake.desk.talk("shop.a")?.unsent).toMatchObject([{ failed: true, code: "not_allowed" }]);
  expect(fake.desk.stranded.texts.value).toEqual([]);
  fake.desk.select(null);
  expect(fake.desk.talk("shop.a")).toBeUndefined();
  expect(fake.desk.stranded.texts.value).toEqual(["too late"]);
  fake.desk.stranded.dismiss();
  await settled();
  await crash();
  expect(fake.desk.stranded.texts.value).toEqual([]);
});

test("what failed in a conversation that has ended stays with it, to be sent when it is reopened", async () => {
  await atWork();
  await say("one more thing");
  fake.happens(changed(taken("a", agent.id, { state: "closed", changed_at: 9 })));
  await fake.refuse("send_messages", "not_open");
  await settled();
  fake.desk.select(null);
  expect(fake.desk.talk("shop.a")?.unsent).toMatchObject([{ failed: true, code: "not_open" }]);
  expect(fake.desk.stranded.texts.value).toEqual([]);
});

test("what is still on its way is not given up when the conversation is taken over", async () => {
  await atWork();
  await say("just in time");
  fake.desk.select(null);
  fake.happens(changed(taken("a", "other", { changed_at: 9 })));
  fake.happens({ type: "conversations_listed", command_id: "c", waiting: [], taken: [] });
  await settled();
  expect(fake.desk.talk("shop.a")?.unsent).toMatchObject([{ text: "just in time" }]);
  expect(fake.desk.stranded.texts.value).toEqual([]);
  await acknowledge("just in time", 4);
  fake.happens(changed(taken("a", "other", { changed_at: 9 })));
  expect(fake.desk.talk("shop.a")).toBeUndefined();
  expect(fake.desk.stranded.texts.value).toEqual([]);
});

test("a desk that has ended keeps no draft", async () => {
  await atWork();
  fake.desk.write("shop.a", "half a sen");
  fake.desk.end();
  dispatchEvent(new Event("pagehide"));
  expect(sessionStorage).toHaveLength(0);
});

test("each new connection hears whether the agent is there, after the lists", () => {
  fake = come(agent);
  expect(fake.connect().map(({ type }) => type)).toEqual(["list_conversations", "renew_presence"]);
  fake.desk.presence.choose("away");
  expect(fake.asks).toContainEqual({ type: "renew_presence", presence: "away" });
});

test("what an agent chooses without a connection is said by the greeting of the next", () => {
  fake = come(agent);
  fake.desk.presence.choose("away");
  expect(fake.asks).toEqual([]);
  expect(fake.connect()).toContainEqual({ type: "renew_presence", presence: "away" });
});

test("a desk that ends says that the agent has left", async () => {
  await atWork();
  void fake.desk.end();
  expect(fake.asks.at(-1)).toEqual({ type: "renew_presence", presence: "offline" });
});

test("the visitor is told how far the agent has read, once there is a pause", async () => {
  await atWork();
  fake.happens(added("a", message(4)));
  await aWhile();
  expect(marked()).toEqual([{ type: "mark_entries", conversation_id: "shop.a", delivered: 4, seen: 4 }]);
});

test("a conversation that is not before the agent's eyes is delivered, and seen when it is looked at", async () => {
  await atWork();
  fake.desk.select(null);
  fake.happens(added("a", message(4)));
  await aWhile();
  expect(marked().at(-1)).toMatchObject({ delivered: 4, seen: 3 });

  const visible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  fake.desk.select("shop.a");
  await aWhile();
  expect(marked().at(-1)).toMatchObject({ delivered: 4, seen: 3 });

  visible.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  await aWhile();
  expect(marked().at(-1)).toMatchObject({ delivered: 4, seen: 4 });
});

test.each([
  ["waits", conversation("w")],
  ["is another agent's", taken("w", "other")],
])("a conversation that %s is read without a mark", async (_, what) => {
  fake = come(supervisor);
  if (what.state === "waiting") fake.connect([what]);
  else fake.connect([], [what]);
  fake.desk.select("shop.w");
  fake.desk.observe("shop.w");
  await fake.answer("open", opened(what, note("started", 1), message(2)));
  for (const seq of [3, 4]) fake.happens(added("w", message(seq)));
  await aWhile();
  expect(fake.desk.talk("shop.w")?.view.entries).toHaveLength(4);
  expect(fake.told).toEqual([]);
});

test("a page that is left open drops what is far back, but not what is being read", async () => {
  fake = come(agent);
  fake.connect([], [taken("a"), taken("b")]);
  for (const name of ["a", "b"]) await fake.answer("open", opened(taken(name), note("taken", 1, "agent")));
  const entries = (name: string) => fake.desk.talk(`shop.${name}`)?.view.entries ?? [];
  const grow = (name: string, to: number) => {
    const from = entries(name).at(-1)?.seq ?? 0;
    for (let seq = from + 1; seq <= to; seq++) fake.happens(added(name, message(seq)));
  };
  fake.desk.select("shop.a");
  fake.desk.scroll(false);
  grow("a", 1000);
  grow("b", 1000);
  expect(entries("a")).toHaveLength(1000);
  expect(entries("b").length).toBeLessThan(500);
  expect(entries("b").at(-1)?.seq).toBe(1000);

  fake.desk.select("shop.b");
  grow("a", 1020);
  grow("b", 2000);
  expect(entries("a").length).toBeLessThan(500);
  expect(entries("b").length).toBeLessThan(500);
});

test("earlier messages are asked for", async () => {
  fake = come(agent);
  fake.connect([], [taken("a")]);
  await fake.answer("open", { ...opened(taken("a"), message(8)), earlier: true });
  fake.desk.readEarlier("shop.a");
  expect(fake.asks.at(-1)).toEqual({ type: "read_history", conversation_id: "shop.a", before: 8 });
});

const erased = (name: string): Event => ({ type: "conversation_erased", conversation_id: `shop.${name}` });
const listed = () => Object.values(fake.desk.lists.value).flat().length;

test("a conversation that was deleted leaves lists and pane, and its draft with it", async () => {
  fake = come(agent);
  fake.connect([], [taken("a"), taken("b")]);
  fake.desk.select("shop.a");
  fake.happens({ ...opened(taken("a"), ...log), command_id: "c" });
  fake.desk.write("shop.a", "half a sen");
  fake.happens(erased("a"));
  expect(fake.desk.selected.value).toBeNull();
  expect(fake.desk.erased.value).toBe(true);
  expect(fake.desk.lists.value.own.map(({ conversation_id }) => conversation_id)).toEqual(["shop.b"]);
  expect(fake.desk.talk("shop.a")).toBeUndefined();
  dispatchEvent(new Event("pagehide"));
  expect(JSON.stringify(sessionStorage)).not.toContain("half a sen");
  fake.desk.select("shop.b");
  expect(fake.desk.erased.value).toBe(false);
});

test("nothing that is late brings a deleted conversation back", async () => {
  fake = come(agent);
  fake.connect([conversation("a")]);
  fake.happens(erased("a"));
  fake.happens(changed(conversation("a", { changed_at: 99 })));
  fake.happens({ ...opened(taken("a"), ...log), command_id: "c" });
  fake.happens(added("a", message(4)));
  fake.connect([conversation("a")], [taken("a")]);
  expect(listed()).toBe(0);
});

test("what was unsent to a deleted conversation is dropped, here and in the store, also when it was on its way", async () => {
  fake = come(agent);
  fake.connect([], [taken("a")]);
  fake.desk.select("shop.a");
  fake.happens({ ...opened(taken("a"), ...log), command_id: "c" });
  await settled();
  await say("on its way");
  fake.happens(erased("a"));
  await settled();
  await fake.refuse("send_messages", "erased");
  await settled();
  expect(fake.desk.unsent.value).toBe(0);
  expect(fake.desk.stranded.texts.value).toEqual([]);
  const next = come(agent);
  next.connect();
  await settled();
  expect(next.desk.stranded.texts.value).toEqual([]);
});

test("who is told by a refusal that it was deleted, loses it in the same way", async () => {
  fake = come(agent);
  fake.connect([conversation("a")]);
  fake.desk.select("shop.a");
  void fake.desk.change("shop.a", "take");
  await fake.refuse("take", "erased");
  expect([listed(), fake.desk.selected.value, fake.desk.erased.value]).toEqual([0, null, true]);
});
