import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Entry } from "../../src/chat/applyEvent.js";
import { type Connection, createConnection } from "../../src/chat/createConnection.js";
import { createTalk, type Talk, type TalkOptions } from "../../src/chat/createTalk.js";
import type { Event, MessageAcknowledged, RefusalCode, SendMessage } from "../../src/protocol/frames.js";
import { FakeSocket } from "./FakeSocket.js";
import { CONVERSATION, message, note, opened } from "./samples.js";

let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  FakeSocket.install();
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const socket = () => FakeSocket.newest;
const started = [note(1, "started"), note(2, "taken", "agent")];

/** A talk on an accepted connection that has asked to open the conversation. */
async function begin(options: Partial<TalkOptions> = {}): Promise<Talk> {
  const talk: Talk = createTalk({
    party: "visitor",
    connection: { request: (ask) => connection.request(ask), tell: (ask) => connection.tell(ask) },
    locale: "de",
    onChange: () => {},
    ...options,
  });
  connection = createConnection({
    url: "wss://chat.test/ws",
    credential: async () => "proof.p",
    greet: () => [talk.greeting()],
    onEvent: (event) => talk.receive(event),
    onConnected: () => {},
  });
  await settle();
  socket().accept();
  return talk;
}

async function underWay(options: Partial<TalkOptions> = {}, entries: readonly Entry[] = started) {
  const talk = await begin(options);
  await open(entries);
  return talk;
}

async function say(event: Event) {
  socket().say(event);
  await settle();
}

const open = (entries: readonly Entry[], state: Parameters<typeof opened>[2] = "taken") =>
  say(opened(socket().last.command_id, entries, state));

const sent = () => socket().last as SendMessage;

const acknowledge = (seq: number, more: Partial<MessageAcknowledged> = {}) =>
  say({
    type: "message_acknowledged",
    command_id: sent().command_id,
    client_message_id: sent().client_message_id,
    seq,
    at: seq,
    missed: [],
    complete: true,
    ...more,
  });

const refuse = (code: RefusalCode) =>
  say({ type: "command_refused", command_id: socket().last.command_id, code });

const added = (entry: Entry) => say({ type: "entry_added", conversation_id: CONVERSATION, entry });

const texts = ({ view }: Talk) =>
  view.entries.flatMap((entry) => (entry.kind === "message" ? [entry.text] : []));
const types = () => socket().sent.map(({ type }) => type);

async function cut() {
  socket().cut();
  await vi.advanceTimersByTimeAsync(500);
  socket().accept();
}

describe("sending", () => {
  test("messages go one by one, in the order in which they were written", async () => {
    const talk = await underWay();
    for (const text of ["one", "two", "three"]) talk.send(text);
    await settle();
    expect(talk.unsent.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    for (const [index, text] of ["one", "two", "three"].entries()) {
      expect(sent()).toMatchObject({ text, cursor: index + 2 });
      await acknowledge(index + 3);
    }
    expect(texts(talk)).toEqual(["one", "two", "three"]);
    expect(talk.unsent).toEqual([]);
  });

  test("the first message of a visitor begins the conversation", async () => {
    const talk = await begin();
    await say({ ...opened(socket().last.command_id, []), conversation: null });
    talk.send("hello");
    await settle();
    expect(socket().last).toMatchObject({ type: "start", locale: "de" });
    await open([note(1, "started")], "waiting");
    expect(sent()).toMatchObject({ type: "send_message", text: "hello", cursor: 1 });
  });

  test("a message of a visitor goes on with a closed conversation", async () => {
    const talk = await begin();
    await open([...started, note(3, "closed")], "closed");
    talk.send("again");
    await settle();
    expect(socket().last.type).toBe("start");
    await open([note(4, "reopened")], "waiting");
    expect(sent()).toMatchObject({ text: "again", cursor: 4 });
  });

  test("an agent's message names the conversation and begins nothing", async () => {
    const talk = await underWay({ party: "agent", conversationId: CONVERSATION });
    talk.send("hello");
    await settle();
    expect(sent()).toMatchObject({ type: "send_message", conversation_id: CONVERSATION });
  });

  test("what was missed comes before the message that asked", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    await acknowledge(4, { missed: [message(3)] });
    expect(texts(talk)).toEqual(["text 3", "mine"]);
  });

  test("what came meanwhile is not shown twice", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    await added(message(3));
    await acknowledge(4, { missed: [message(3)] });
    expect(texts(talk)).toEqual(["text 3", "mine"]);
  });

  test("when too much was missed, the conversation is read before the next message", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    const { client_message_id } = sent();
    await acknowledge(90, { complete: false });
    expect(socket().last).toMatchObject({ type: "open", cursor: 2 });
    expect(talk.unsent).toHaveLength(1);
    await open([message(89), message(90, "visitor", client_message_id)]);
    expect(texts(talk)).toEqual(["text 89", "text 90"]);
    expect(talk.unsent).toEqual([]);
  });

  test("half a character does not make a frame that nobody can read", async () => {
    const talk = await underWay();
    talk.send("a\ud83db 😀");
    await settle();
    expect(sent().text).toBe("a\ufffdb 😀");
  });
});

describe("after a cut", () => {
  test("a message goes again under the same id and the same cursor, whatever came meanwhile", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    const first = sent();
    await cut();
    await open([message(3), message(4)]);
    expect(sent()).toMatchObject({
      client_message_id: first.client_message_id,
      cursor: first.cursor,
      text: "mine",
    });
  });

  test("a message that had arrived is shown once", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    const { client_message_id } = sent();
    await cut();
    await open([message(3, "visitor", client_message_id)]);
    expect(talk.unsent).toEqual([]);
    await acknowledge(3);
    expect(texts(talk)).toEqual(["text 3"]);
  });

  test("the conversation is opened from where it was left", async () => {
    await underWay();
    await cut();
    expect(socket().last).toMatchObject({ type: "open", cursor: 2 });
  });
});

describe("a gap", () => {
  test("is repaired by opening again, once", async () => {
    const talk = await underWay();
    await added(message(4));
    await added(message(5));
    expect(types()).toEqual(["open", "open"]);
    await open([message(3), message(4), message(5)]);
    expect(texts(talk)).toEqual(["text 3", "text 4", "text 5"]);
  });

  test("that could not be repaired is tried again with the next entry", async () => {
    await underWay();
    await added(message(4));
    await refuse("not_allowed");
    await added(message(5));
    expect(types()).toEqual(["open", "open", "open"]);
  });
});

describe("a refusal", () => {
  test.each<RefusalCode>(["behind", "not_open"])(
    "%s is answered by reading and sending from there",
    async (code) => {
      const talk = await underWay();
      talk.send("mine");
      await settle();
      const { client_message_id } = sent();
      await refuse(code);
      expect(socket().last.type).toBe("open");
      await open([message(3)]);
      expect(sent()).toMatchObject({ client_message_id, cursor: 3 });
      await refuse(code);
      expect(talk.unsent).toMatchObject([{ failed: true, code }]);
    },
  );

  test("of a message that stands in the log after all is none", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    const { client_message_id } = sent();
    await refuse("behind");
    await open([message(3, "visitor", client_message_id)]);
    expect(talk.unsent).toEqual([]);
    expect(types().filter((type) => type === "send_message")).toHaveLength(1);
  });

  test("marks the message with its reason and lets the next ones go", async () => {
    const talk = await underWay();
    talk.send("one");
    talk.send("two");
    await settle();
    await refuse("not_allowed");
    expect(talk.unsent).toMatchObject([{ text: "one", failed: true, code: "not_allowed" }, { text: "two" }]);
    expect(sent().text).toBe("two");
  });

  test("is forgotten when the message is sent again, its id and its cursor are not", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    const { client_message_id, cursor } = sent();
    await refuse("not_allowed");
    await added(message(3));
    talk.sendAgain(client_message_id);
    await settle();
    expect(talk.unsent[0]).not.toHaveProperty("failed");
    expect(sent()).toMatchObject({ client_message_id, cursor });
  });

  test("of an agent's message to a closed conversation is not answered by beginning one", async () => {
    const talk = await underWay({ party: "agent", conversationId: CONVERSATION });
    talk.send("mine");
    await settle();
    await refuse("not_open");
    expect(talk.unsent).toMatchObject([{ failed: true, code: "not_open" }]);
  });
});

describe("typing", () => {
  const typing = (author: "visitor" | "agent") =>
    say({ type: "typing_announced", conversation_id: CONVERSATION, author });

  test("of the other side is shown for six seconds", async () => {
    const talk = await underWay();
    await typing("agent");
    await vi.advanceTimersByTimeAsync(5_999);
    expect(talk.typing).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(talk.typing).toBe(false);
  });

  test("is over when the message comes, not when the own other tab says something", async () => {
    const talk = await underWay();
    await typing("agent");
    await added(message(3, "visitor"));
    expect(talk.typing).toBe(true);
    await added(message(4, "agent"));
    expect(talk.typing).toBe(false);
  });

  test("in the own other tab is not shown", async () => {
    const talk = await underWay();
    await typing("visitor");
    expect(talk.typing).toBe(false);
  });

  test("is over when the conversation is", async () => {
    const talk = await underWay();
    await typing("agent");
    await added(note(3, "closed"));
    expect(talk.typing).toBe(false);
  });

  test("is told every three seconds at most, and only to somebody", async () => {
    const talk = await begin();
    talk.announceTyping();
    await open(started);
    talk.announceTyping();
    await vi.advanceTimersByTimeAsync(2_999);
    talk.announceTyping();
    expect(types()).toEqual(["open", "announce_typing"]);
    await vi.advanceTimersByTimeAsync(1);
    talk.announceTyping();
    expect(types()).toEqual(["open", "announce_typing", "announce_typing"]);
  });
});

test("earlier entries are read from before the first, and only if there are any", async () => {
  const talk = await begin();
  await say(opened(socket().last.command_id, [message(51)], "taken", true));
  const read = talk.readEarlier();
  expect(socket().last).toMatchObject({ type: "read_history", before: 51 });
  await say({
    type: "history_read",
    command_id: socket().last.command_id,
    conversation_id: CONVERSATION,
    entries: [message(50)],
    earlier: false,
  });
  await read;
  await talk.readEarlier();
  expect(texts(talk)).toEqual(["text 50", "text 51"]);
  expect(types()).toEqual(["open", "read_history"]);
});

test.each(["close", "take", "reopen"] as const)(
  "%s is asked for and refused in words of code",
  async (type) => {
    const talk = await underWay({ party: "agent", conversationId: CONVERSATION });
    const changed = talk.change(type).catch(({ code }) => code);
    expect(socket().last).toMatchObject({ type, conversation_id: CONVERSATION });
    await refuse("taken");
    expect(await changed).toBe("taken");
  },
);

test("what a former page had not got off goes when it is sent again", async () => {
  const unsent = [{ client_message_id: "m-1", text: "mine", cursor: 2 }];
  const talk = await underWay({ unsent });
  expect(types()).toEqual(["open"]);
  talk.sendAgain("m-1");
  await settle();
  expect(sent()).toMatchObject({ client_message_id: "m-1", cursor: 2 });
});

test("two talks on one connection take turns and do not mix", async () => {
  const one = await underWay({ party: "agent", conversationId: "shop.one" });
  const other = createTalk({ party: "agent", connection, conversationId: "shop.two", onChange: () => {} });
  other.receive(opened("c", [note(1, "started"), message(2)]));
  one.send("to one");
  other.send("to two");
  await settle();
  expect(sent()).toMatchObject({ conversation_id: "shop.one", text: "to one", cursor: 2 });
  await acknowledge(3);
  expect(sent()).toMatchObject({ conversation_id: "shop.two", text: "to two", cursor: 2 });
  await acknowledge(3);
  expect([texts(one), texts(other)]).toEqual([["to one"], ["text 2", "to two"]]);
});
