import type { Entry } from "../../src/chat/applyEvent.js";
import type { Ask, Connection } from "../../src/chat/createConnection.js";
import type { Outbox, Unsent } from "../../src/chat/createOutbox.js";
import { createTalk, type Talk } from "../../src/chat/createTalk.js";
import { otherParty, raiseMark } from "../../src/chat/marks.js";
import type { Event, Marks, Message, Party } from "../../src/protocol/frames.js";

/** A visitor and an agent on one log, each with one page. */
export type Pair = Readonly<Record<Party, Talk>>;

const CONVERSATION = "shop.v";
const ANSWER_MS = 80;

/**
 * Two talks of the real core that have opened the conversation, with as much of a server between them as turns of
 * talk need. `onFrame` is told of each command and of each
 * event that is posted, and who caused it; answers are neither.
 */
export function createPair(marks: boolean, onFrame: (type: string, by: Party) => void): Pair {
  const entries: Entry[] = (["started", "taken"] as const).map((kind, index) => ({
    kind,
    seq: index + 1,
    at: index + 1,
    author: kind === "taken" ? "agent" : "visitor",
  }));
  let known: Marks = { visitor: { delivered: 0, seen: 0 }, agent: { delivered: 0, seen: 0 } };
  const pair: Pair = { visitor: side("visitor"), agent: side("agent") };

  function side(party: Party): Talk {
    const connection: Pick<Connection, "request" | "tell"> = {
      async request(ask) {
        onFrame(ask.type, party);
        await later();
        const answer = handle(party, ask);
        pair[party].receive(answer);
        return answer;
      },
      tell(ask) {
        if (!marks && ask.type === "mark_entries") return false;
        onFrame(ask.type, party);
        void later().then(() => pass(party, ask));
        return true;
      },
    };
    return createTalk({ party, connection, outbox: outbox(), sends: () => true, onChange: () => {} });
  }

  function handle(party: Party, ask: Ask): Event {
    const command_id = "c";
    if (ask.type !== "send_messages") {
      return {
        type: "opened",
        command_id,
        conversation: taken,
        entries: [...entries],
        earlier: false,
        marks: known,
      };
    }
    const said = ask.messages.map((message, index) => entry(party, message, ask.cursor, index));
    entries.push(...said);
    post(party, { type: "entries_added", conversation_id: CONVERSATION, entries: said });
    return { type: "messages_acknowledged", command_id, acknowledged: said, missed: [], complete: true };
  }

  function entry(
    author: Party,
    message: Pick<Message, "client_message_id" | "text">,
    seen: number,
    index: number,
  ) {
    const seq = entries.length + 1 + index;
    return { kind: "message", seq, at: Date.now(), author, seen, ...message } as const;
  }

  function pass(author: Party, ask: Ask) {
    if (ask.type === "announce_typing") {
      post(author, { type: "typing_announced", conversation_id: CONVERSATION, author, seen: ask.seen ?? 0 });
    }
    if (ask.type === "mark_entries") {
      known = raiseMark(known, { author, delivered: ask.delivered, seen: ask.seen });
      post(author, { type: "entries_marked", conversation_id: CONVERSATION, author, mark: known[author] });
    }
  }

  function post(from: Party, event: Event) {
    onFrame(event.type, from);
    pair[otherParty(from)].receive(event);
  }

  for (const party of ["visitor", "agent"] as const)
    pair[party].receive(handle(party, pair[party].greeting()));
  return pair;
}

const taken = {
  conversation_id: CONVERSATION,
  state: "taken",
  group: "service",
  locale: "de",
  started_at: 1,
  changed_at: 2,
} as const;

const later = () => new Promise<void>((resolve) => setTimeout(resolve, ANSWER_MS));

function outbox(): Outbox {
  const held = new Map<string, Unsent>();
  return {
    load: async () => [...held.values()],
    put: async (message) => void held.set(message.client_message_id, message),
    remove: async (id) => void held.delete(id),
  };
}
