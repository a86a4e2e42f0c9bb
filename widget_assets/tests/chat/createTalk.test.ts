import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { applyEvent, type Entry } from "../../src/chat/applyEvent.js";
import type { Connection } from "../../src/chat/createConnection.js";
import type { Unsent } from "../../src/chat/createOutbox.js";
import { createOwnConnection } from "../../src/chat/createOwnConnection.js";
import { createTalk, type Talk, type TalkOptions } from "../../src/chat/createTalk.js";
import { trim } from "../../src/chat/trim.js";
import type {
  Acknowledged,
  Event,
  MessagesAcknowledged,
  RefusalCode,
  SendMessages,
} from "../../src/protocol/frames.js";
import { FakeSocket } from "./FakeSocket.js";
import { heldOutbox } from "./heldOutbox.js";
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
    outbox: heldOutbox(),
    ...(options.party !== "agent" && { start: () => connection.request({ type: "start", locale: "de" }) }),
    sends: () => options.party !== "agent" || talk.view.conversation !== null,
    onChange: () => {},
    ...options,
  });
  connection = createOwnConnection({
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

/** A talk under way whose first frame holds these texts. */
async function saying(written: readonly string[], options: Partial<TalkOptions> = {}) {
  let turn = false;
  const talk = await underWay({ sends: () => turn, ...options });
  for (const text of written) talk.send(text);
  turn = true;
  void talk.flush();
  await settle();
  return talk;
}

async function say(event: Event) {
  socket().say(event);
  await settle();
}

const open = (entries: readonly Entry[], state: Parameters<typeof opened>[2] = "taken") =>
  say(opened(socket().last.command_id, entries, state));

const sent = () => socket().last as SendMessages;
const sentTexts = () => sent().messages.map(({ text }) => text);
const idOf = (command: SendMessages) => command.messages[0]?.client_message_id ?? "";

/** The first messages of the frame are stored, from `seq` on. */
const acknowledge = (seq: number, more: Partial<MessagesAcknowledged> = {}, count = sent().messages.length) =>
  say({
    type: "messages_acknowledged",
    command_id: sent().command_id,
    acknowledged: sent()
      .messages.slice(0, count)
      .map(({ client_message_id }, index): Acknowledged => {
        return { client_message_id, seq: seq + index, at: seq + index };
      }),
    missed: [],
    complete: true,
    ...more,
  });

const refuse = (code: RefusalCode) =>
  say({ type: "command_refused", command_id: socket().last.command_id, code });

const added = (...entries: Entry[]) => say({ type: "entries_added", conversation_id: CONVERSATION, entries });

const history = (entries: readonly Entry[], earlier: boolean) =>
  say({
    type: "history_read",
    command_id: socket().last.command_id,
    conversation_id: CONVERSATION,
    entries,
    earlier,
  });

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const texts = ({ view }: Talk) =>
  view.entries.flatMap((entry) => (entry.kind === "message" ? [entry.text] : []));
const types = () => socket().sent.map(({ type }) => type);

async function cut() {
  socket().cut();
  await vi.advanceTimersByTimeAsync(500);
  socket().accept();
}

describe("sending", () => {
  test("what is written while a frame is under way goes together in the next, in its order", async () => {
    const talk = await underWay();
    talk.send("one");
    await settle();
    for (const text of ["two", "three"]) talk.send(text);
    await settle();
    expect(talk.unsent.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    expect(sent()).toMatchObject({ cursor: 2, messages: [{ text: "one" }] });
    await acknowledge(3);
    expect(sent()).toMatchObject({ cursor: 2, messages: [{ text: "two" }, { text: "three" }] });
    await acknowledge(4);
    expect(texts(talk)).toEqual(["one", "two", "three"]);
    expect(talk.unsent).toEqual([]);
    expect(types().filter((type) => type === "send_messages")).toHaveLength(2);
  });

  test("what of a frame was not stored goes again, from where it was first sent", async () => {
    const talk = await saying(["one", "two", "three"]);
    await acknowledge(3, {}, 1);
    expect(texts(talk)).toEqual(["one"]);
    expect(sent()).toMatchObject({ cursor: 2, messages: [{ text: "two" }, { text: "three" }] });
    await acknowledge(4);
    expect(texts(talk)).toEqual(["one", "two", "three"]);
  });

  test("an answer that acknowledges nothing does not make it go for ever", async () => {
    const talk = await underWay();
    talk.send("one");
    await settle();
    await acknowledge(3, {}, 0);
    expect(talk.unsent).toMatchObject([{ text: "one", failed: true, code: "failed" }]);
    expect(types().filter((type) => type === "send_messages")).toHaveLength(1);
  });

  test("nothing goes before it is kept, with the cursor that it will always have", async () => {
    let kept = () => {};
    const put = vi.fn((_: Unsent) => new Promise<void>((resolve) => (kept = resolve)));
    const talk = await underWay({ outbox: { ...heldOutbox(), put } });
    talk.send("one");
    await settle();
    expect(talk.unsent).toMatchObject([{ text: "one" }]);
    expect(types()).toEqual(["open"]);
    expect(put).toHaveBeenLastCalledWith(expect.objectContaining({ text: "one", cursor: 2 }));
    kept();
    await settle();
    expect(sent()).toMatchObject({ cursor: 2, messages: [{ text: "one" }] });
  });

  test("what came after it was written does not count as seen, however late it goes", async () => {
    const talk = await underWay();
    socket().cut();
    talk.send("one");
    await vi.advanceTimersByTimeAsync(500);
    socket().accept();
    await open([message(3), message(4)]);
    expect(sent()).toMatchObject({ cursor: 2, messages: [{ text: "one" }] });
  });

  test("what was acknowledged is kept no longer", async () => {
    const outbox = heldOutbox();
    const talk = await underWay({ outbox });
    talk.send("one");
    await settle();
    expect([...outbox.kept.values()]).toMatchObject([{ text: "one", cursor: 2 }]);
    await acknowledge(3);
    expect(outbox.kept.size).toBe(0);
  });

  test("it is another page's turn to send as long as that is said", async () => {
    let turn = false;
    const talk = await underWay({ sends: () => turn });
    talk.send("one");
    await settle();
    expect(types()).toEqual(["open"]);
    turn = true;
    void talk.flush();
    await settle();
    expect(sentTexts()).toEqual(["one"]);
  });

  test("the first message of a visitor begins the conversation", async () => {
    const talk = await begin();
    await say({ ...opened(socket().last.command_id, []), conversation: null });
    talk.send("hello");
    await settle();
    expect(socket().last).toMatchObject({ type: "start", locale: "de" });
    await open([note(1, "started")], "waiting");
    expect(sent()).toMatchObject({ type: "send_messages", messages: [{ text: "hello" }], cursor: 1 });
  });

  test("a message of a visitor goes on with a closed conversation", async () => {
    const talk = await begin();
    await open([...started, note(3, "closed")], "closed");
    talk.send("again");
    await settle();
    expect(socket().last.type).toBe("start");
    await open([note(4, "reopened")], "waiting");
    expect(sent()).toMatchObject({ messages: [{ text: "again" }], cursor: 3 });
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
    const client_message_id = idOf(sent());
    await acknowledge(90, { complete: false });
    expect(socket().last).toMatchObject({ type: "open", cursor: 2 });
    expect(talk.unsent).toHaveLength(1);
    await open([message(89), message(90, "visitor", client_message_id)]);
    expect(texts(talk)).toEqual(["text 89", "text 90"]);
    expect(talk.unsent).toEqual([]);
  });

  test("what was acknowledged is not unsent, though it stands further back than this page reads", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    await acknowledge(30, { complete: false });
    await say(opened(socket().last.command_id, range(80, 90), "taken", true));
    expect(talk.unsent).toEqual([]);
    expect(types().filter((type) => type === "send_messages")).toHaveLength(1);
  });

  test("half a character does not make a frame that nobody can read", async () => {
    const talk = await underWay();
    talk.send("a\ud83db 😀");
    await settle();
    expect(sentTexts()).toEqual(["a\ufffdb 😀"]);
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
    expect(sent()).toEqual(first);
  });

  test("a message that had arrived is shown once", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    const client_message_id = idOf(sent());
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
      const client_message_id = idOf(sent());
      await refuse(code);
      expect(socket().last.type).toBe("open");
      await open([message(3)]);
      expect(sent()).toMatchObject({ messages: [{ client_message_id }], cursor: 3 });
      await refuse(code);
      expect(talk.unsent).toMatchObject([{ failed: true, code }]);
    },
  );

  test("of a message that stands in the log after all is none", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    const client_message_id = idOf(sent());
    await refuse("behind");
    await open([message(3, "visitor", client_message_id)]);
    expect(talk.unsent).toEqual([]);
    expect(types().filter((type) => type === "send_messages")).toHaveLength(1);
  });

  test("marks the message with its reason and lets the next ones go", async () => {
    const talk = await underWay();
    talk.send("one");
    await settle();
    talk.send("two");
    await settle();
    await refuse("text_empty");
    expect(talk.unsent).toMatchObject([{ text: "one", failed: true, code: "text_empty" }, { text: "two" }]);
    expect(sentTexts()).toEqual(["two"]);
  });

  test("of several says nothing about each: they go one by one", async () => {
    const outbox = heldOutbox();
    const talk = await saying(["one", "bad", "three"], { outbox });
    await refuse("text_empty");
    expect(sentTexts()).toEqual(["one"]);
    await acknowledge(3);
    expect(sentTexts()).toEqual(["bad"]);
    await refuse("text_empty");
    expect(sentTexts()).toEqual(["three"]);
    await acknowledge(4);
    expect(texts(talk)).toEqual(["one", "three"]);
    expect(talk.unsent).toMatchObject([{ text: "bad", failed: true, code: "text_empty" }]);
    expect([...outbox.kept.values()]).toEqual(talk.unsent);
    for (const text of ["four", "five", "six"]) talk.send(text);
    await settle();
    await acknowledge(5);
    expect(sentTexts()).toEqual(["five", "six"]);
  });

  test("that passes is about the server: the messages fail together, and can be sent again", async () => {
    const talk = await saying(["one", "two"]);
    for (let tries = 1; tries <= 6; tries++) {
      await refuse("busy");
      await vi.advanceTimersByTimeAsync(tries < 6 ? 500 * 2 ** tries : 0);
    }
    expect(talk.unsent).toMatchObject([
      { text: "one", failed: true, code: "busy", cursor: 2 },
      { text: "two", failed: true, code: "busy", cursor: 2 },
    ]);
    await open([]);
    for (const { client_message_id } of talk.unsent) talk.sendAgain(client_message_id);
    await settle();
    expect(sent()).toMatchObject({ cursor: 2, messages: [{ text: "one" }] });
    await acknowledge(3);
    expect(sent()).toMatchObject({ cursor: 2, messages: [{ text: "two" }] });
  });

  test("behind is answered by reading back to where the message was first sent: it may stand there", async () => {
    const talk = await saying(["stored", "not stored"]);
    const { messages } = sent();
    const [stored, other] = messages.map(({ client_message_id }) => client_message_id);
    await refuse("behind");
    await say(opened(socket().last.command_id, [message(60), message(61)], "taken", true));
    expect(socket().last).toMatchObject({ type: "read_history", before: 60 });
    await history([message(31), message(32, "visitor", stored), ...range(33, 59)], true);
    expect(talk.unsent.map(({ client_message_id }) => client_message_id)).toEqual([other]);
    expect(socket().last).toMatchObject({ type: "read_history", before: 31 });
    await history(range(3, 30), true);
    expect(sent()).toMatchObject({ cursor: 61, messages: [{ client_message_id: other }] });
    await acknowledge(62);
    expect(texts(talk).at(-1)).toBe("not stored");
    expect(talk.unsent).toEqual([]);
  });

  test.each([
    ["the end", async () => refuse("not_allowed")],
    [
      "the past",
      async () => {
        await say(opened(socket().last.command_id, [message(60)], "taken", true));
        await refuse("not_allowed");
      },
    ],
    [
      "the past, which is another by now,",
      async () => {
        await say(opened(socket().last.command_id, [message(60)], "taken", true));
        await history([message(9)], true);
      },
    ],
  ])(
    "behind is final when %s of the log can not be read, as the message may stand there",
    async (_, answer) => {
      const talk = await underWay();
      talk.send("mine");
      await settle();
      await refuse("behind");
      await answer();
      expect(talk.unsent).toMatchObject([{ text: "mine", failed: true, code: "behind", cursor: 2 }]);
      expect(types().filter((type) => type === "send_messages")).toHaveLength(1);
    },
  );

  test("is forgotten when the message is sent again, its id and its cursor are not", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    const { messages, cursor } = sent();
    await refuse("not_allowed");
    await added(message(3));
    talk.sendAgain(idOf(sent()));
    await settle();
    expect(talk.unsent[0]).not.toHaveProperty("failed");
    expect(sent()).toMatchObject({ messages, cursor });
  });

  test("of an agent's message to a closed conversation is not answered by beginning one", async () => {
    const talk = await underWay({ party: "agent" });
    talk.send("mine");
    await settle();
    await refuse("not_open");
    expect(talk.unsent).toMatchObject([{ failed: true, code: "not_open" }]);
  });
});

describe("typing", () => {
  const typing = (author: "visitor" | "agent") =>
    say({ type: "typing_announced", conversation_id: CONVERSATION, author, seen: 0 });

  test("of the other side is shown for twelve seconds", async () => {
    const talk = await underWay();
    await typing("agent");
    await vi.advanceTimersByTimeAsync(11_999);
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

  test("is not over when a message comes a second time, as on two connections", async () => {
    const talk = await underWay();
    await added(message(3));
    await typing("agent");
    await added(message(3));
    expect(talk.typing).toBe(true);
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

  test("is told every ten seconds at most, and only to somebody", async () => {
    const talk = await begin();
    talk.announceTyping();
    await open(started);
    talk.announceTyping();
    await vi.advanceTimersByTimeAsync(9_999);
    talk.announceTyping();
    const announced = () => types().filter((type) => type === "announce_typing");
    expect(announced()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    talk.announceTyping();
    expect(announced()).toHaveLength(2);
    expect(socket().last).toMatchObject({ type: "announce_typing", seen: 2 });
  });

  test("is told only to somebody who has seen the newest, wrote it, or did something just now", async () => {
    const talk = await underWay();
    talk.send("mine");
    await settle();
    await acknowledge(3);
    await vi.advanceTimersByTimeAsync(2_000);
    await open([]);
    await vi.advanceTimersByTimeAsync(50_000);
    const announced = async () => {
      await vi.advanceTimersByTimeAsync(10_000);
      const before = types().length;
      talk.announceTyping();
      return types()[before] === "announce_typing";
    };
    expect(await announced()).toBe(false);
    const mark = (seen: number) =>
      say({
        type: "entries_marked",
        conversation_id: CONVERSATION,
        author: "agent",
        mark: { delivered: 3, seen },
      });
    await mark(2);
    expect(await announced()).toBe(false);
    await mark(3);
    expect(await announced()).toBe(true);
    await added(message(4, "visitor"));
    expect(await announced()).toBe(false);
    await typing("agent");
    expect(await announced()).toBe(true);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(await announced()).toBe(false);
    await added(message(5), message(6, "visitor"));
    expect(await announced()).toBe(true);
    await added(message(7));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await announced()).toBe(true);
  });

  test("is told to somebody who wrote just before this page opened", async () => {
    const talk = await underWay({}, [...started, message(3), message(4, "visitor")]);
    talk.announceTyping();
    expect(socket().last).toMatchObject({ type: "announce_typing", seen: 4 });
  });

  test("that could not be told is told as soon as it can", async () => {
    const talk = await underWay();
    socket().cut();
    talk.announceTyping();
    await vi.advanceTimersByTimeAsync(500);
    socket().accept();
    talk.announceTyping();
    expect(types()).toEqual(["open", "announce_typing"]);
  });
});

test("earlier entries are read from before the first, and only if there are any", async () => {
  const talk = await begin();
  await say(opened(socket().last.command_id, [message(51)], "taken", true));
  const read = talk.readEarlier();
  expect(socket().last).toMatchObject({ type: "read_history", before: 51 });
  await history([message(50)], false);
  await read;
  await talk.readEarlier();
  expect(texts(talk)).toEqual(["text 50", "text 51"]);
  expect(types()).toEqual(["open", "read_history"]);
});

describe("what was seen", () => {
  const marks = () => types().filter((type) => type === "mark_entries");
  /** Long enough for a mark, with the second greeting answered. */
  async function quiet() {
    await vi.advanceTimersByTimeAsync(2_000);
    await open([]);
    await vi.advanceTimersByTimeAsync(30_000);
  }

  test("is told once it is quiet", async () => {
    const talk = await underWay();
    talk.look(true);
    await quiet();
    expect(marks()).toHaveLength(1);
    expect(socket().last).toMatchObject({ type: "mark_entries", delivered: 2, seen: 2 });
    expect(socket().last).not.toHaveProperty("conversation_id");
  });

  test("is not told again when typing has told it", async () => {
    const talk = await underWay();
    talk.look(true);
    talk.announceTyping();
    await quiet();
    expect(marks()).toEqual([]);
  });

  test("is not told again when a message has told it", async () => {
    const talk = await underWay();
    talk.look(true);
    talk.send("mine");
    await settle();
    await acknowledge(3);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(marks()).toEqual([]);
  });

  test("is not told by a talk that is over", async () => {
    const talk = await underWay();
    talk.look(true);
    talk.end();
    await vi.advanceTimersByTimeAsync(14_000);
    expect(marks()).toEqual([]);
  });
});

describe("what a former page had not got off", () => {
  const unsent = (id: string, more: Partial<Unsent> = {}): Unsent => ({
    client_message_id: id,
    text: `text ${id}`,
    cursor: null,
    ...more,
  });

  test("goes by itself, before what is written now, from where it was first sent", async () => {
    const outbox = heldOutbox(unsent("a", { cursor: 1 }), unsent("b"));
    const talk = await underWay({ outbox, party: "agent" });
    talk.send("now");
    await settle();
    expect(sent()).toMatchObject({
      cursor: 1,
      messages: [{ client_message_id: "a" }, { client_message_id: "b" }],
    });
    await acknowledge(3);
    expect(sentTexts()).toEqual(["now"]);
  });

  test("and had failed stays so until it is sent again", async () => {
    const outbox = heldOutbox(unsent("a", { cursor: 1, failed: true, code: "busy" }));
    const talk = await underWay({ outbox });
    expect(types()).toEqual(["open"]);
    expect(talk.unsent).toMatchObject([{ failed: true, code: "busy" }]);
    talk.sendAgain("a");
    await settle();
    expect(sent()).toMatchObject({ cursor: 1, messages: [{ client_message_id: "a" }] });
  });

  test("but had arrived is neither sent nor shown as unsent", async () => {
    const outbox = heldOutbox(unsent("a", { cursor: 2 }));
    const talk = await underWay({ outbox, party: "agent" }, [...started, message(3, "agent", "a")]);
    expect(talk.unsent).toEqual([]);
    expect(outbox.kept.size).toBe(0);
    expect(types()).toEqual(["open"]);
  });

  test("is not taken for another's message of the same id", async () => {
    const outbox = heldOutbox(unsent("a", { cursor: 2 }));
    const talk = await underWay({ outbox, sends: () => false }, [...started, message(3, "agent", "a")]);
    expect(talk.unsent).toHaveLength(1);
  });

  test("is what is known here if both know it", async () => {
    let load = (_: readonly Unsent[]) => {};
    const loaded = new Promise<readonly Unsent[]>((resolve) => (load = resolve));
    const talk = await begin({ outbox: { ...heldOutbox(), load: () => loaded }, sends: () => false });
    talk.note(unsent("a", { cursor: 5 }));
    talk.note(unsent("c"));
    load([unsent("b"), unsent("a")]);
    await settle();
    expect(talk.unsent).toEqual([unsent("b"), unsent("a", { cursor: 5 }), unsent("c")]);
  });
});

describe("another page of the same person", () => {
  const other: Unsent = { client_message_id: "o", text: "from there", cursor: null };

  test("writes, and this one sends it if it is its turn", async () => {
    const talk = await underWay();
    talk.note(other);
    await settle();
    expect(sent()).toMatchObject({ messages: [{ client_message_id: "o" }] });
    expect(talk.unsent).toMatchObject([{ ...other, cursor: 2 }]);
  });

  test("says what became of it, and that is all there is to it here", async () => {
    const outbox = heldOutbox();
    const talk = await underWay({ outbox, sends: () => false });
    talk.note(other);
    talk.note({ ...other, failed: true });
    expect(talk.unsent).toEqual([{ ...other, failed: true }]);
    talk.drop("o");
    expect(talk.unsent).toEqual([]);
    expect(outbox.kept.size).toBe(0);
  });

  test("writes what arrived here before the word of it came", async () => {
    const talk = await underWay({ sends: () => false }, [...started, message(3, "visitor", "o")]);
    talk.note(other);
    expect(talk.unsent).toEqual([]);
  });
});

test("a connection that was closed for good fails no message", async () => {
  const outbox = heldOutbox();
  const talk = await underWay({ outbox });
  talk.send("mine");
  await settle();
  connection.close();
  await settle();
  expect(talk.unsent).toEqual([expect.objectContaining({ text: "mine", cursor: 2 })]);
  expect(talk.unsent[0]).not.toHaveProperty("failed");
  expect(outbox.kept.size).toBe(1);
});

describe("a long conversation", () => {
  test("stays short where its beginning may go", async () => {
    const talk = await underWay(
      { apply: (view, event) => trim(view, applyEvent(view, event)) },
      range(1, 400),
    );
    await added(message(401));
    expect(talk.view).toMatchObject({ earlier: true });
    expect(talk.view.entries).toHaveLength(201);
  });

  test("stays as it is where nothing may go", async () => {
    const talk = await underWay({}, range(1, 400));
    await added(message(401));
    expect(talk.view.entries).toHaveLength(401);
  });
});
