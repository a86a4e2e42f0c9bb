import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Entry } from "../../src/chat/applyEvent.js";
import type { Connection } from "../../src/chat/createConnection.js";
import { createLastingConnection, type LastingOptions } from "../../src/chat/createLastingConnection.js";
import { createTalk } from "../../src/chat/createTalk.js";
import type { Event } from "../../src/protocol/frames.js";
import { FakeSocket } from "./FakeSocket.js";
import { heldOutbox } from "./heldOutbox.js";
import { CONVERSATION, message, note, opened } from "./samples.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CLOSED = 2;
const credential = vi.fn<LastingOptions["credential"]>();
const onConnected = vi.fn<(connected: boolean) => void>();
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.install();
  credential.mockImplementation(async () => `token.${credential.mock.calls.length}`);
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  credential.mockReset();
  onConnected.mockReset();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

const socket = (number: number) => {
  const found = FakeSocket.all[number];
  if (!found) throw new Error(`there is no socket ${number}`);
  return found;
};

async function connect(options: Partial<LastingOptions> = {}) {
  connection = createLastingConnection({
    url: "wss://chat.example.com/ws",
    credential,
    greet: () => [{ type: "list_conversations" }],
    onEvent: () => {},
    onConnected,
    ...options,
  });
  await settle();
  await accept(0);
}

async function accept(number: number) {
  socket(number).accept();
  await settle();
}

async function say(number: number, event: Event) {
  socket(number).say(event);
  await settle();
}

/** Answers a greeting and its repetition. */
async function greeted(number: number) {
  const listed = { type: "conversations_listed", waiting: [], taken: [] } as const;
  await say(number, { ...listed, command_id: socket(number).last.command_id });
  await vi.advanceTimersByTimeAsync(2_000);
  await say(number, { ...listed, command_id: socket(number).last.command_id });
}

const expired = (number: number) =>
  say(number, { type: "command_refused", command_id: socket(number).last.command_id, code: "expired" });

test("the credential goes along as a subprotocol", async () => {
  await connect();
  expect(socket(0).protocols).toEqual(["tresen.v1", "token.1"]);
});

describe.each([
  ["its credential's renewal", 30 * MINUTE, 30 * MINUTE],
  ["API Gateway's two hours", 24 * HOUR, 110 * MINUTE],
  ["API Gateway's two hours with a credential that does not end", undefined, 110 * MINUTE],
])("at %s", (_, renewsIn, at) => {
  test("a second connection is opened beside the first, which goes when the second has been greeted", async () => {
    await connect(renewsIn === undefined ? {} : { renewsIn: () => renewsIn });
    await greeted(0);
    await vi.advanceTimersByTimeAsync(at - 2_001);
    expect(FakeSocket.all).toHaveLength(1);

    await vi.advanceTimersByTimeAsync(1);
    expect(socket(1).protocols[1]).toBe("token.2");
    await accept(1);
    expect(socket(1).last.type).toBe("list_conversations");
    await greeted(1);
    expect(socket(0).readyState).toBe(FakeSocket.OPEN);

    await vi.advanceTimersByTimeAsync(18_000);
    expect(socket(0).readyState).toBe(CLOSED);
    expect(onConnected.mock.calls.flat()).not.toContain(false);
  });
});

describe("what was asked on the first connection", () => {
  let answer: Promise<Event>;

  beforeEach(async () => {
    await connect({ renewsIn: () => HOUR });
    await greeted(0);
    await vi.advanceTimersByTimeAsync(HOUR - 2_001);
    answer = connection.request({ type: "take", conversation_id: CONVERSATION });
    await vi.advanceTimersByTimeAsync(1);
    await accept(1);
    await greeted(1);
  });

  const taken = (number: number) => opened(socket(number).last.command_id, [note(1, "started")]);

  test("is answered there while it lingers", async () => {
    await say(0, taken(0));
    expect(await answer).toMatchObject({ type: "opened" });
    expect(socket(1).sent.map(({ type }) => type)).not.toContain("take");
  });

  test("and has no answer when it goes is asked on the second", async () => {
    await vi.advanceTimersByTimeAsync(18_000);
    expect(socket(1).last).toMatchObject({ type: "take", conversation_id: CONVERSATION });
    await say(1, taken(1));
    expect(await answer).toMatchObject({ type: "opened" });
  });
});

test("a command that every credential is too old for is refused", async () => {
  await connect();
  await greeted(0);
  const refused = expect(connection.request({ type: "close" })).rejects.toMatchObject({ code: "expired" });
  await expired(0);
  await accept(1);
  await say(1, {
    type: "conversations_listed",
    command_id: socket(1).last.command_id,
    waiting: [],
    taken: [],
  });
  await expired(1);
  await refused;
});

test("a talk goes on over the exchange: what comes on either connection is shown once and in order", async () => {
  const talk = createTalk({
    party: "visitor",
    connection: { request: (ask) => connection.request(ask), tell: (ask) => connection.tell(ask) },
    outbox: heldOutbox(),
    sends: () => true,
    onChange: () => {},
  });
  await connect({ greet: () => [talk.greeting()], onEvent: (event) => talk.receive(event) });
  const added = (...entries: Entry[]): Event => ({
    type: "entries_added",
    conversation_id: CONVERSATION,
    entries,
  });
  await say(0, opened(socket(0).last.command_id, [note(1, "started"), note(2, "taken", "agent")]));
  await vi.advanceTimersByTimeAsync(2_000);
  await say(0, opened(socket(0).last.command_id, []));
  await vi.advanceTimersByTimeAsync(110 * MINUTE);
  await accept(1);
  // Written after the second was greeted by the server, before its answer came: on both, and in the answer.
  await say(0, added(message(3)));
  await say(1, added(message(3)));
  await say(1, opened(socket(1).last.command_id, [message(3), message(4)]));
  await say(0, added(message(4)));
  await vi.advanceTimersByTimeAsync(2_000);
  await say(1, opened(socket(1).last.command_id, []));
  await vi.advanceTimersByTimeAsync(5_000);
  await say(1, added(message(5)));
  expect(talk.view.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(onConnected.mock.calls.flat()).not.toContain(false);
});

test("a second connection that can not be had leaves the first in use", async () => {
  await connect({ renewsIn: () => HOUR });
  await greeted(0);
  await vi.advanceTimersByTimeAsync(HOUR);
  socket(1).cut();
  await vi.advanceTimersByTimeAsync(500);
  expect(connection.tell({ type: "announce_typing" })).toBe(true);
  expect(socket(0).last.type).toBe("announce_typing");
  await accept(2);
  expect(connection.tell({ type: "announce_typing" })).toBe(true);
  expect(socket(2).sent.at(-1)?.type).toBe("announce_typing");
});

test("a command refused for an ended token is asked again with a fresh one", async () => {
  await connect();
  await greeted(0);
  const answer = connection.request({ type: "close", conversation_id: CONVERSATION });
  await expired(0);
  expect(credential.mock.calls).toEqual([
    [false, 0],
    [true, 0],
  ]);

  await accept(1);
  const greeting = socket(1).last.command_id;
  await say(1, { type: "conversations_listed", command_id: greeting, waiting: [], taken: [] });
  expect(socket(1).last).toMatchObject({ type: "close", conversation_id: CONVERSATION });
  await say(1, opened(socket(1).last.command_id, []));
  expect(await answer).toMatchObject({ type: "opened" });
});

test("a greeting refused for an ended token brings a fresh one", async () => {
  await connect();
  await expired(0);
  expect(credential.mock.calls.map(([spent]) => spent)).toEqual([false, true]);
});

test("other refusals are the asker's", async () => {
  await connect();
  await greeted(0);
  const answer = connection.request({ type: "take", conversation_id: CONVERSATION });
  const refused = expect(answer).rejects.toMatchObject({ code: "taken" });
  await say(0, { type: "command_refused", command_id: socket(0).last.command_id, code: "taken" });
  await refused;
  expect(FakeSocket.all).toHaveLength(1);
});

test("after two handshakes that failed the credential is taken for spent", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  await connect();
  for (let number = 0; number < 3; number++) {
    socket(number).cut();
    await settle();
  }
  expect(credential.mock.calls).toEqual([
    [false, 0],
    [false, 0],
    [false, 1],
    [true, 2],
  ]);
});

test("closing ends every connection for good, the one that lingers too", async () => {
  await connect({ renewsIn: () => HOUR });
  await greeted(0);
  await vi.advanceTimersByTimeAsync(HOUR);
  await accept(1);
  connection.close();
  expect(FakeSocket.all.map(({ readyState }) => readyState)).toEqual([CLOSED, CLOSED]);
  await vi.advanceTimersByTimeAsync(10 * HOUR);
  expect(FakeSocket.all).toHaveLength(2);
});

test("closed while the first still lingers beside the second, it leaves no timer and no socket", async () => {
  await connect();
  await greeted(0);
  await vi.advanceTimersByTimeAsync(110 * MINUTE);
  await accept(1);
  connection.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(FakeSocket.all.map(({ readyState }) => readyState)).toEqual([2, 2]);
});
