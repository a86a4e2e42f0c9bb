import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { applyEvent, type Entry, emptyView } from "../../src/chat/applyEvent.js";
import { type Attention, createAttention } from "../../src/chat/createAttention.js";
import type { Ask } from "../../src/chat/createConnection.js";
import { noMarks } from "../../src/chat/marks.js";
import type { Event, Mark, Party } from "../../src/protocol/frames.js";
import { CONVERSATION, message, note, opened } from "./samples.js";

const talk = { view: emptyView, typing: false };
let attention: Attention;
/** What was told by marks. */
let told: Mark[];
let connected: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  connected = true;
  begin();
});

afterEach(() => {
  attention.end();
  vi.useRealTimers();
});

/** A visitor's attention to a conversation under way, all of it seen, in which nothing was marked yet. */
function begin(party: Party = "visitor") {
  Object.assign(talk, { view: emptyView, typing: false });
  attention = createAttention({ party, connection: { tell }, onChange: () => {} }, talk);
  receive(opened("c", [note(1, "started")]));
}

function tell(ask: Ask): boolean {
  if (connected && ask.type === "mark_entries") told.push({ delivered: ask.delivered, seen: ask.seen });
  return connected;
}

function receive(event: Event) {
  talk.view = applyEvent(talk.view, event);
  attention.follow(event);
}

const added = (...entries: Entry[]) =>
  receive({ type: "entries_added", conversation_id: CONVERSATION, entries });
const typing = () =>
  receive({ type: "typing_announced", conversation_id: CONVERSATION, author: "agent", seen: 0 });
const wait = (ms: number) => vi.advanceTimersByTime(ms);
const mark = (delivered: number, seen: number): Mark => ({ delivered, seen });

describe("a reader who looks", () => {
  beforeEach(() => {
    attention.look(true);
    wait(60_000);
  });

  test("has seen what came once it is quiet, and says so once", () => {
    added(message(2));
    wait(11_999);
    expect(told).toEqual([]);
    wait(1);
    expect(told).toEqual([mark(2, 2)]);
    wait(600_000);
    expect(told).toHaveLength(1);
  });

  test("has looked for as long as that is said again", () => {
    added(message(2));
    wait(6_000);
    attention.look(true);
    wait(6_000);
    expect(told).toEqual([mark(2, 2)]);
  });

  test("waits while the other side types", () => {
    for (const seq of [2, 3, 4, 5]) {
      typing();
      wait(11_900);
      added(message(seq));
      wait(11_900);
    }
    expect(told).toEqual([]);
    wait(100);
    expect(told).toEqual([mark(5, 5)]);
  });

  test("says one thing in a turn of the other side, whatever it adds, until the turn is one's own", () => {
    for (const seq of [2, 3, 4]) {
      added(message(seq));
      wait(60_000);
    }
    expect(told).toEqual([mark(2, 2)]);
    added(message(5, "visitor", "m5", 4), message(6));
    wait(12_000);
    expect(told).toEqual([mark(2, 2), mark(6, 6)]);
  });

  test.each([
    ["writing, here or in another tab,", () => added(message(4, "visitor"))],
    ["typing", () => attention.announceTyping()],
  ])("has the next turn of the other side before it after %s", (_, write) => {
    added(message(2));
    wait(12_000);
    added(message(3));
    wait(60_000);
    write();
    added(message(talk.view.entries.length + 1));
    wait(12_000);
    expect(told).toHaveLength(2);
  });

  test("has seen that an agent is there, but nobody waits for word of other things", () => {
    added(note(2, "observed", "agent"), note(3, "closed", "agent"));
    wait(60_000);
    expect(told).toEqual([]);
    added(note(4, "taken", "agent"));
    wait(12_000);
    expect(told).toEqual([mark(4, 4)]);
  });

  test("need not say what an own message says anyway", () => {
    added(message(2));
    wait(6_000);
    added(message(3, "visitor", "m3", 2));
    wait(60_000);
    expect(told).toEqual([]);
  });

  test("does not say what the next word of the own typing will", () => {
    attention.announceTyping();
    added(message(2));
    wait(10_000);
    attention.announceTyping();
    wait(60_000);
    expect(told).toEqual([]);
    added(message(3));
    wait(11_999);
    expect(told).toEqual([]);
    wait(1);
    expect(told).toEqual([mark(3, 3)]);
  });

  test("need not say what another tab has said", () => {
    added(message(2));
    receive({
      type: "entries_marked",
      conversation_id: CONVERSATION,
      author: "visitor",
      mark: mark(2, 2),
    });
    added(message(3));
    wait(600_000);
    expect(told).toEqual([]);
  });

  test("says it later when there is no connection, after the greeting", () => {
    added(message(2));
    connected = false;
    wait(60_000);
    connected = true;
    wait(60_000);
    expect(told).toEqual([]);
    receive(opened("c", []));
    wait(0);
    expect(told).toEqual([mark(2, 2)]);
  });

  test("does not repeat after a reconnect what the server knows, but what it does not", () => {
    added(message(2));
    wait(12_000);
    receive({ ...opened("c", []), marks: { ...noMarks, visitor: mark(2, 2) } });
    wait(60_000);
    expect(told).toHaveLength(1);
    attention.announceTyping();
    added(message(3));
    wait(12_000);
    receive({ ...opened("c", []), marks: { ...noMarks, visitor: mark(2, 2) } });
    wait(12_000);
    expect(told.slice(1)).toEqual([mark(3, 3), mark(3, 3)]);
  });

  test("knows after a reconnect what typing told, which the server does not keep", () => {
    added(message(2));
    attention.announceTyping();
    receive(opened("c", []));
    wait(60_000);
    expect(told).toEqual([]);
  });

  test("need not say after a reconnect what a former page said", () => {
    begin();
    attention.look(true);
    receive({ ...opened("c", [note(1, "started"), message(2)]), marks: { ...noMarks, visitor: mark(2, 2) } });
    wait(60_000);
    expect(told).toEqual([]);
  });
});

describe("a reader who does not look", () => {
  test("has got what came, said once, and late: most come back before", () => {
    added(message(2));
    wait(40_000);
    added(message(3));
    wait(59_999);
    expect(told).toEqual([]);
    wait(1);
    expect(told).toEqual([mark(3, 0)]);
    added(message(4));
    wait(600_000);
    expect(told).toHaveLength(1);
  });

  test("has seen it a while after coming back, said once", () => {
    added(message(2));
    wait(60_000);
    attention.look(true);
    wait(11_999);
    expect(told).toEqual([mark(2, 0)]);
    wait(1);
    expect(told).toEqual([mark(2, 0), mark(2, 2)]);
    attention.look(false);
    added(message(3));
    attention.look(true);
    wait(600_000);
    expect(told).toHaveLength(2);
  });

  test("says nothing when the answer comes before it would", () => {
    added(message(2));
    wait(50_000);
    attention.look(true);
    wait(11_000);
    added(message(3, "visitor", "m3", 2));
    wait(600_000);
    expect(told).toEqual([]);
  });

  test("keeps what was seen before", () => {
    attention.look(true);
    added(message(2));
    wait(12_000);
    attention.announceTyping();
    attention.look(false);
    added(message(3));
    wait(60_000);
    expect(told).toEqual([mark(2, 2), mark(3, 2)]);
  });
});

test("an agent's page marks what the visitor says, and not its own entries", () => {
  begin("agent");
  attention.look(true);
  added(note(2, "taken", "agent"), message(3, "agent"));
  wait(60_000);
  expect(told).toEqual([]);
  added(message(4, "visitor"));
  wait(12_000);
  expect(told).toEqual([mark(4, 4)]);
});

test("what is over says nothing more", () => {
  attention.look(true);
  added(message(2));
  attention.end();
  wait(60_000);
  expect(told).toEqual([]);
});
