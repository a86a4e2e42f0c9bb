import type { View } from "../../chat/applyEvent.js";
import { type Connection, Refused } from "../../chat/createConnection.js";
import { createTalk, type Talk, type Unsent } from "../../chat/createTalk.js";
import type { Event, RefusalCode } from "../../protocol/frames.js";
import { createKeyed } from "./createKeyed.js";
import { answeredTo } from "./unread.js";

/** A conversation that this page follows, as it stands. */
export type TalkState = {
  readonly view: View;
  readonly unsent: readonly Unsent[];
  readonly typing: boolean;
  readonly readTo: number;
};

export type Talks = {
  readonly states: ReadonlyMap<string, TalkState>;
  get(id: string): Talk | undefined;
  /** Follows a conversation from now on; `unsent` is what a former page of this tab had not got off. */
  add(id: string, unsent?: readonly Unsent[]): void;
  /** Follows no longer what is not wanted. */
  keep(wanted: (id: string, state: TalkState) => boolean): void;
  /** Asks the server for what is new in it, and to deliver on this connection. */
  reopen(id: string): void;
  receive(event: Event): void;
  /** The agent has it before the eyes now. */
  look(id: string): void;
};

export type TalksOptions = {
  connection: Connection;
  looking(id: string): boolean;
  /** The agent has agreed to be seen reading along. */
  observes(id: string): boolean;
  onRefused(id: string, code: RefusalCode): void;
};

/** The conversations whose entries this page follows. */
export function createTalks({ connection, looking, observes, onRefused }: TalksOptions): Talks {
  const talks = new Map<string, Talk>();
  const states = createKeyed<TalkState>();

  function update(id: string) {
    const talk = talks.get(id);
    if (!talk) return;
    const { view, unsent, typing } = talk;
    states.set(id, { view, unsent, typing, readTo: readTo(id, view) });
  }

  function readTo(id: string, view: View): number {
    const before = states.get(id);
    if (looking(id)) return view.entries.at(-1)?.seq ?? 0;
    return before?.view.entries.length ? before.readTo : answeredTo(view);
  }

  async function open(id: string, talk: Talk) {
    try {
      await connection.request(talk.greeting());
    } catch (error) {
      if (error instanceof Refused) onRefused(id, error.code);
    }
  }

  return {
    get states() {
      return states.all;
    },
    get: (id) => talks.get(id),
    add(id, unsent = []) {
      if (talks.has(id)) return;
      const onChange = () => update(id);
      const talk = createTalk({
        party: "agent",
        connection,
        conversationId: id,
        observes: () => observes(id),
        unsent,
        onChange,
      });
      talks.set(id, talk);
      update(id);
      void open(id, talk).then(() => {
        for (const { client_message_id, failed } of unsent) if (!failed) talk.sendAgain(client_message_id);
      });
    },
    keep(wanted) {
      for (const [id, state] of states.all) {
        if (wanted(id, state)) continue;
        talks.delete(id);
        states.set(id, undefined);
      }
    },
    reopen(id) {
      const talk = talks.get(id);
      if (talk) void open(id, talk);
    },
    receive(event) {
      const id = conversationOf(event);
      if (id) talks.get(id)?.receive(event);
    },
    look: update,
  };
}

function conversationOf(event: Event): string | undefined {
  if (event.type === "opened") return event.conversation?.conversation_id;
  return "conversation_id" in event ? event.conversation_id : undefined;
}
