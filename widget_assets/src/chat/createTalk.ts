import type { Event, Message, Party, RefusalCode } from "../protocol/frames.js";
import { addEntries, applyEvent, cursor, emptyView, type View } from "./applyEvent.js";
import { type Ask, type Connection, Refused } from "./createConnection.js";

/** A message that the server has not acknowledged yet. */
export type Unsent = {
  readonly client_message_id: string;
  readonly text: string;
  /** The newest `seq` seen when it was first sent: frozen, so that a resend is found. */
  readonly cursor: number | null;
  /** The server asked to read on before sending; once is enough. */
  readonly moved?: boolean;
  readonly failed?: boolean;
  /** Why it failed. */
  readonly code?: RefusalCode;
};

export type Talk = {
  readonly view: View;
  readonly unsent: readonly Unsent[];
  /** The other side is typing. */
  readonly typing: boolean;
  /** The command that makes the server deliver this conversation to a new socket. */
  greeting(): Ask;
  /** Takes an event of this conversation. */
  receive(event: Event): void;
  send(text: string): void;
  sendAgain(client_message_id: string): void;
  announceTyping(): void;
  readEarlier(): Promise<void>;
  /** Begins, ends, takes or goes on with the conversation. */
  change(type: "start" | "close" | "take" | "reopen"): Promise<void>;
};

export type TalkOptions = {
  party: Party;
  connection: Pick<Connection, "request" | "tell">;
  /** An agent names the conversation; a visitor has one. */
  conversationId?: string;
  /** The visitor's language; needed to begin a conversation. */
  locale?: "de" | "en";
  /** A supervisor reads along, and has said so. */
  observes?(): boolean;
  /** What a former page had not got off; `sendAgain` sends it. */
  unsent?: readonly Unsent[];
  onChange(): void;
};

const TYPING_SHOWN_MS = 6000;
const TYPING_TOLD_MS = 3000;

/** One conversation over a connection: its view, what is still unsent, and what can be done. */
export function createTalk(options: TalkOptions): Talk {
  const { party, connection, conversationId, locale, onChange } = options;
  let view = emptyView;
  let unsent = options.unsent ?? [];
  let typingTimer = 0;
  let typingToldAt = 0;
  let sending = false;

  const named = conversationId ? { conversation_id: conversationId } : {};

  function show(next: View) {
    if (next === view) return;
    const repair = next.behind && !view.behind;
    view = next;
    const known = new Set(view.entries.map((entry) => entry.kind === "message" && entry.client_message_id));
    unsent = unsent.filter((message) => !known.has(message.client_message_id));
    if (repair) void catchUp();
    onChange();
  }

  /** Reads what is missing. If that can not be had, the next entry tries once more. */
  async function catchUp() {
    await connection.request(talk.greeting()).catch(() => {});
    view = { ...view, behind: false };
  }

  function showTyping(shown: boolean) {
    clearTimeout(typingTimer);
    typingTimer = shown ? setTimeout(() => showTyping(false), TYPING_SHOWN_MS) : 0;
    onChange();
  }

  function update(id: string, change: (message: Unsent) => Unsent) {
    unsent = unsent.map((message) => (message.client_message_id === id ? change(message) : message));
    onChange();
  }

  /** Sends what is unsent, one after the other, so that it arrives in the order in which it was written. */
  async function flush() {
    if (sending) return;
    sending = true;
    for (let message = first(); message; message = first()) {
      try {
        await deliver(message);
      } catch (error) {
        await settleRefusal(message, error);
      }
    }
    sending = false;
  }

  const first = () => unsent.find((message) => !message.failed);

  async function deliver({ client_message_id, text, cursor: frozen }: Unsent) {
    const state = view.conversation?.state;
    if (party === "visitor" && (!state || state === "closed")) await talk.change("start");
    const from = frozen ?? cursor(view);
    if (frozen === null) update(client_message_id, (message) => ({ ...message, cursor: from }));
    const answer = await connection.request({
      type: "send_message",
      client_message_id,
      cursor: from,
      text,
      ...named,
    });
    if (answer.type !== "message_acknowledged") return;
    const { seq, at, missed, complete } = answer;
    const own: Message = { kind: "message", seq, at, author: party, client_message_id, text };
    if (complete) show(addEntries(view, [...missed, own]));
    else await catchUp();
    // It may stand further back than this page reads.
    unsent = unsent.filter((message) => message.client_message_id !== client_message_id);
    onChange();
  }

  async function settleRefusal({ client_message_id, moved }: Unsent, error: unknown) {
    const code = error instanceof Refused ? error.code : "failed";
    // The log went on for long, or was closed: read it, and send from there if it does not hold the message.
    if (!moved && (code === "behind" || (code === "not_open" && party === "visitor"))) {
      await catchUp();
      update(client_message_id, (message) => ({ ...message, cursor: null, moved: true }));
    } else {
      update(client_message_id, (message) => ({ ...message, failed: true, code }));
    }
  }

  const talk: Talk = {
    get view() {
      return view;
    },
    get unsent() {
      return unsent;
    },
    get typing() {
      return typingTimer !== 0 && view.conversation?.state === "taken";
    },
    greeting: () => ({
      type: "open",
      cursor: cursor(view),
      ...named,
      ...(options.observes?.() && { observe: true }),
    }),
    receive(event) {
      if (event.type === "typing_announced") {
        if (event.author !== party) showTyping(true);
      } else {
        if (event.type === "entry_added" && event.entry.author !== party && typingTimer) showTyping(false);
        show(applyEvent(view, event));
      }
    },
    send(text) {
      // A lone half of a character is no JSON to the server.
      const whole = text.replace(/\p{Surrogate}/gu, "\ufffd");
      unsent = [...unsent, { client_message_id: crypto.randomUUID(), text: whole, cursor: null }];
      onChange();
      void flush();
    },
    sendAgain(id) {
      update(id, ({ client_message_id, text, cursor }) => ({ client_message_id, text, cursor }));
      void flush();
    },
    announceTyping() {
      if (view.conversation?.state !== "taken" || Date.now() - typingToldAt < TYPING_TOLD_MS) return;
      typingToldAt = Date.now();
      connection.tell({ type: "announce_typing", ...named });
    },
    async readEarlier() {
      const before = view.entries[0]?.seq;
      if (before && view.earlier) await connection.request({ type: "read_history", before, ...named });
    },
    async change(type) {
      await connection.request(type === "start" ? { type, locale: locale ?? "en" } : { type, ...named });
    },
  };
  return talk;
}
