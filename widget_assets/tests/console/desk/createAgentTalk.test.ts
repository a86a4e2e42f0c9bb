import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ask } from "../../../src/chat/createConnection.js";
import { type AgentTalkOptions, createAgentTalk } from "../../../src/console/desk/createAgentTalk.js";
import type { Event, SendMessages } from "../../../src/protocol/frames.js";
import { heldOutbox } from "../../chat/heldOutbox.js";
import { CONVERSATION, message, note, opened } from "../../chat/samples.js";

const started = [note(1, "started"), note(2, "taken", "agent")];
let asked: Ask[];
let answer: ((event: Event) => void) | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
});

afterEach(() => {
  vi.useRealTimers();
});

function begin(options: Partial<AgentTalkOptions> = {}) {
  return createAgentTalk({
    connection: {
      request(ask) {
        asked.push(ask);
        return new Promise((resolve) => (answer = resolve));
      },
      tell(ask) {
        asked.push(ask);
        return true;
      },
    },
    conversationId: CONVERSATION,
    outbox: heldOutbox(),
    observes: () => false,
    marks: () => true,
    onChange: () => {},
    ...options,
  });
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const last = () => asked.at(-1);

/** What the talk sent last is stored as this `seq`. */
async function acknowledge(seq: number) {
  const acknowledged = (last() as SendMessages).messages.map(({ client_message_id }, index) => ({
    client_message_id,
    seq: seq + index,
    at: seq + index,
  }));
  answer?.({ type: "messages_acknowledged", command_id: "c", acknowledged, missed: [], complete: true });
  await settle();
}

test("whatever is asked and told names the conversation", async () => {
  const talk = begin();
  expect(talk.greeting()).toEqual({ type: "open", cursor: 0, conversation_id: CONVERSATION });
  talk.receive(opened("c", [...started, message(3, "visitor")], "taken", true));
  talk.look(true);
  await vi.advanceTimersByTimeAsync(12_000);
  talk.announceTyping();
  void talk.readEarlier();
  talk.receive({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(9)] });
  talk.send("hello");
  await settle();
  expect(asked.map(({ type }) => type)).toEqual([
    "mark_entries",
    "announce_typing",
    "read_history",
    "open",
    "send_messages",
  ]);
  for (const ask of asked) expect(ask).toMatchObject({ conversation_id: CONVERSATION });
  talk.end();
});

test("a message begins nothing, and waits until the conversation is there", async () => {
  const talk = begin();
  talk.send("hello");
  await settle();
  expect(asked).toEqual([]);
  talk.receive(opened("c", [...started, note(3, "closed")], "closed"));
  await settle();
  expect(asked).toMatchObject([{ type: "send_messages", cursor: 3, messages: [{ text: "hello" }] }]);
});

test("who reads along says so when the conversation is opened, and only then", async () => {
  let observes = false;
  const talk = begin({ observes: () => observes });
  expect(talk.greeting()).not.toHaveProperty("observe");
  observes = true;
  expect(talk.greeting()).toMatchObject({ type: "open", observe: true });
  talk.receive(opened("c", started, "taken", true));
  void talk.readEarlier();
  expect(last()).toMatchObject({ type: "read_history" });
  expect(last()).not.toHaveProperty("observe");
});

test("what is seen is not told while that is not the agents' word", async () => {
  let marks = false;
  const talk = begin({ marks: () => marks });
  talk.receive(opened("c", [...started, message(3, "visitor")]));
  talk.look(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  marks = true;
  talk.receive(opened("c", []));
  await settle();
  expect(asked).toMatchObject([{ type: "mark_entries", delivered: 3, seen: 3 }]);
  talk.end();
});

test("two talks on one connection do not mix", async () => {
  const one = begin({ conversationId: "shop.one" });
  const other = begin({ conversationId: "shop.two" });
  one.receive(opened("c", started));
  other.receive(opened("c", [note(1, "started"), message(2)]));
  one.send("to one");
  await settle();
  expect(last()).toMatchObject({ conversation_id: "shop.one", messages: [{ text: "to one" }], cursor: 2 });
  await acknowledge(3);
  other.send("to two");
  await settle();
  expect(last()).toMatchObject({ conversation_id: "shop.two", messages: [{ text: "to two" }], cursor: 2 });
  await acknowledge(3);
  const texts = [one, other].map(({ view }) =>
    view.entries.flatMap((entry) => (entry.kind === "message" ? [entry.text] : [])),
  );
  expect(texts).toEqual([["to one"], ["text 2", "to two"]]);
});
