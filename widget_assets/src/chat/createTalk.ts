import type { Event, Party } from "../protocol/frames.js";
import { applyEvent, cursor, emptyView, type View } from "./applyEvent.js";
import { type Attention, createAttention } from "./createAttention.js";
import type { Ask, Connection } from "./createConnection.js";
import type { Outbox, Unsent } from "./createOutbox.js";
import { createSending, type Sending } from "./createSending.js";

/** What there is to show of a conversation. */
export type TalkState = {
  view: View;
  unsent: readonly Unsent[];
  /** The other side is typing. */
  typing: boolean;
};

export type Talk = Readonly<TalkState> &
  Omit<Sending, "settle"> &
  Omit<Attention, "follow"> & {
    /** The command that makes the server deliver this conversation to a new socket. */
    greeting(): Ask;
    /** Takes an event of this conversation. */
    receive(event: Event): void;
    readEarlier(): Promise<void>;
  };

export type TalkOptions = {
  party: Party;
  connection: Pick<Connection, "request" | "tell">;
  /** What a former page had not got off is taken up from here, and sent. */
  outbox: Outbox;
  /** A visitor who writes begins a conversation with it, or goes on with a closed one. */
  start?(): Promise<unknown>;
  /** It is this page's turn to send. */
  sends(): boolean;
  /** The view after an event, where that is not all that `applyEvent` gives. */
  apply?(view: View, event: Event): View;
  onChange(): void;
};

/** One conversation over a connection: its view, what is still unsent, and what can be done. */
export function createTalk(options: TalkOptions): Talk {
  const { connection, apply = applyEvent } = options;

  const talk = {
    view: emptyView,
    unsent: [] as readonly Unsent[],
    typing: false,
    greeting: (): Ask => ({ type: "open", cursor: cursor(talk.view) }),
    receive(event: Event) {
      const { view } = talk;
      const next = apply(view, event);
      if (next !== view) {
        talk.view = next;
        if (next.behind && !view.behind) repair();
        sending.settle();
      }
      attention.follow(event);
    },
    async readEarlier() {
      const { entries, earlier } = talk.view;
      if (earlier && entries[0]) await connection.request({ type: "read_history", before: entries[0].seq });
    },
  };

  /** Reads what is missing. If that can not be had, the next entry tries once more. */
  function repair() {
    connection.request(talk.greeting()).catch(() => {
      talk.view = { ...talk.view, behind: false };
    });
  }

  const sending = createSending(options, talk);
  const attention = createAttention(options, talk);
  void sending.load();
  return Object.assign(talk, sending, attention);
}
