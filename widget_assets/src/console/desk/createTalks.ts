import { applyEvent, type View } from "../../chat/applyEvent.js";
import { type Connection, Refused, SETTLED_MS } from "../../chat/createConnection.js";
import type { Outbox, Unsent } from "../../chat/createOutbox.js";
import type { Talk } from "../../chat/createTalk.js";
import { trim } from "../../chat/trim.js";
import type { Event, Opened, RefusalCode } from "../../protocol/frames.js";
import { createAgentTalk } from "./createAgentTalk.js";
import { createKeyed } from "./createKeyed.js";
import { type Introductions, introductionsOf } from "./introductionsOf.js";
import { readBefore } from "./unread.js";

/** A conversation that this page follows, as it stands. */
export type TalkState = {
  readonly view: View;
  readonly unsent: readonly Unsent[];
  readonly typing: boolean;
  readonly readTo: number;
  readonly introductions: Introductions;
};

export type Talks = {
  readonly states: ReadonlyMap<string, TalkState>;
  get(id: string): Talk | undefined;
  /** Follows a conversation from now on, and sends what a former page had not got off. */
  add(id: string): void;
  /** Follows no longer what is not wanted. What can not be sent any more is stranded with it. */
  keep(wanted: (id: string, state: TalkState) => boolean): void;
  /** It has been deleted: nothing of it is kept, what was unsent neither. */
  drop(id: string): void;
  /** Asks the server for what is new in it, and to deliver on this connection. */
  reopen(id: string): void;
  /** The same on a connection that was there before, and so is not greeted twice. */
  rejoin(id: string): void;
  receive(event: Event): void;
  /** What the agent has before the eyes, or whose it is, may have changed. */
  look(): void;
  /** Follows nothing any more. */
  end(): void;
};

export type TalksOptions = {
  connection: Connection;
  outboxOf(id: string): Outbox;
  looking(id: string): boolean;
  /** It is the agent's: the other side is told how far it is read. */
  owns(id: string): boolean;
  /** The agent's eyes are at the newest entry, or elsewhere. */
  atEnd(id: string): boolean;
  /** The agent has agreed to be seen reading along. */
  observes(id: string): boolean;
  onRefused(id: string, code: RefusalCode): void;
  onStranded(id: string, unsent: readonly Unsent[]): void;
};

/** The conversations whose entries this page follows. */
export function createTalks(options: TalksOptions): Talks {
  const { connection, looking, owns } = options;
  const talks = new Map<string, Talk>();
  const states = createKeyed<TalkState>();
  const told = new Map<string, NonNullable<Opened["introductions"]>>();

  function update(id: string) {
    const talk = talks.get(id);
    if (!talk) return;
    const { view, unsent, typing } = talk;
    const introductions = introductionsOf(told.get(id) ?? [], view.entries);
    states.set(id, { view, unsent, typing, readTo: readTo(id, view), introductions });
  }

  function readTo(id: string, view: View): number {
    const before = states.get(id);
    if (looking(id)) return view.entries.at(-1)?.seq ?? 0;
    return before?.view.entries.length ? before.readTo : readBefore(view);
  }

  /** Its beginning may go while nobody reads there. */
  const grown = (id: string, before: View, after: View) => (options.atEnd(id) ? trim(before, after) : after);

  async function open(id: string, talk: Talk) {
    try {
      await connection.request(talk.greeting());
    } catch (error) {
      if (error instanceof Refused) options.onRefused(id, error.code);
    }
  }

  /** Once more after a while, as a connection is greeted: who wrote just then may have looked for readers before. */
  async function join(id: string, talk: Talk) {
    await open(id, talk);
    setTimeout(() => talks.get(id) === talk && void open(id, talk), SETTLED_MS);
  }

  /** What was written when it was the agent's is not sent while it is not, see `createStranded`. */
  function outboxOf(id: string): Outbox {
    const outbox = options.outboxOf(id);
    return owns(id) ? outbox : { ...outbox, load: async () => [] };
  }

  function drop(id: string) {
    talks.get(id)?.end();
    talks.delete(id);
    told.delete(id);
    states.set(id, undefined);
  }

  function lookAt(id: string, talk: Talk) {
    talk.look(looking(id) && owns(id));
    if (readTo(id, talk.view) !== states.get(id)?.readTo) update(id);
  }

  return {
    get states() {
      return states.all;
    },
    get: (id) => talks.get(id),
    add(id) {
      if (talks.has(id)) return;
      const talk = createAgentTalk({
        connection,
        conversationId: id,
        outbox: outboxOf(id),
        observes: () => options.observes(id),
        marks: () => owns(id),
        apply: (view, event) => grown(id, view, applyEvent(view, event)),
        onChange: () => update(id),
      });
      talks.set(id, talk);
      update(id);
      lookAt(id, talk);
      void join(id, talk);
    },
    keep(wanted) {
      for (const [id, state] of states.all) {
        if (wanted(id, state)) continue;
        drop(id);
        if (state.unsent.length) options.onStranded(id, state.unsent);
      }
    },
    drop,
    reopen(id) {
      const talk = talks.get(id);
      if (talk) void open(id, talk);
    },
    rejoin(id) {
      const talk = talks.get(id);
      if (talk) void join(id, talk);
    },
    receive(event) {
      const id = conversationOf(event);
      const talk = id ? talks.get(id) : undefined;
      if (!id || !talk) return;
      if (event.type === "opened") told.set(id, event.introductions ?? []);
      talk.receive(event);
    },
    look() {
      for (const [id, talk] of talks) lookAt(id, talk);
    },
    end() {
      for (const talk of talks.values()) talk.end();
      talks.clear();
      told.clear();
    },
  };
}

function conversationOf(event: Event): string | undefined {
  if (event.type === "opened") return event.conversation?.conversation_id;
  return "conversation_id" in event ? event.conversation_id : undefined;
}
