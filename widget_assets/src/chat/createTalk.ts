import type { Event, Mark, Party } from "../protocol/frames.js";
import { addEntries, applyEvent, cursor, emptyView, type View } from "./applyEvent.js";
import type { Ask, Connection } from "./createConnection.js";
import { createMarks } from "./createMarks.js";
import type { Outbox, Unsent } from "./createOutbox.js";
import { createSending } from "./createSending.js";
import { createTyping } from "./createTyping.js";
import { createUnsent, type UnsentMessages } from "./createUnsent.js";

export type Talk = Pick<UnsentMessages, "load" | "note" | "drop"> & {
  readonly view: View;
  readonly unsent: readonly Unsent[];
  /** The other side is typing. */
  readonly typing: boolean;
  /** The command that makes the server deliver this conversation to a new socket. */
  greeting(): Ask;
  /** Takes an event of this conversation. */
  receive(event: Event): void;
  send(text: string): void;
  sendAgain(clientMessageId: string): void;
  /** Sends what may go, where that has changed. */
  flush(): Promise<void>;
  announceTyping(): void;
  /** The reader has the conversation before the eyes, or has not; the other side learns of it in time. */
  look(looking: boolean): void;
  readEarlier(): Promise<void>;
  /** Begins, ends, takes or goes on with the conversation. */
  change(type: "start" | "close" | "take" | "reopen"): Promise<void>;
  /** Nobody follows it any more. */
  end(): void;
};

export type TalkOptions = {
  party: Party;
  connection: Pick<Connection, "request" | "tell">;
  /** What a former page had not got off is taken up from here, and sent. */
  outbox: Outbox;
  /** An agent names the conversation; a visitor has one. */
  conversationId?: string;
  /** The visitor's language; needed to begin a conversation. */
  locale?: string;
  /** The one that a new conversation goes to, where the page asks for one. */
  group?(): string | undefined;
  /** A supervisor reads along, and has said so. */
  observes?(): boolean;
  /** What this reader sees counts as seen by the party. */
  marks?(): boolean;
  /** It is this page's turn to send. */
  sends?(): boolean;
  /** The view after it has grown, where its beginning may go. */
  trim?(before: View, after: View): View;
  onChange(): void;
};

const yes = () => true;

/** One conversation over a connection: its view, what is still unsent, and what can be done. */
export function createTalk(options: TalkOptions): Talk {
  const { party, connection, outbox, conversationId, locale, onChange } = options;
  const { marks: allowed = yes, sends = yes } = options;
  const named = conversationId ? { conversation_id: conversationId } : {};
  let view = emptyView;

  const marks = createMarks({ party, view: () => view, allowed, tell: (mark) => tellMark(mark) });
  const typing = createTyping({ party, view: () => view, tell: tellTyping, onChange });
  const unsent = createUnsent({ party, outbox, view: () => view, onChange });
  const flush = createSending({
    party,
    named,
    connection,
    unsent,
    log: {
      view: () => view,
      add: (entries) => show(addEntries(view, entries)),
      catchUp,
      readEarlier,
      start: () => change("start"),
    },
    sends,
    onSay: marks.told,
  });

  function show(next: View) {
    if (next === view) return;
    const repair = next.behind && !view.behind;
    view = options.trim?.(view, next) ?? next;
    unsent.follow();
    marks.follow();
    if (repair) catchUp().catch(() => {});
    onChange();
    void flush();
  }

  /** Reads what is missing. If that can not be had, the next entry tries once more. */
  async function catchUp() {
    try {
      await connection.request(greeting());
    } finally {
      view = { ...view, behind: false };
    }
  }

  const greeting = (): Ask => ({
    type: "open",
    cursor: cursor(view),
    ...named,
    ...(options.observes?.() && { observe: true }),
  });

  const tellMark = ({ delivered, seen }: Mark) =>
    connection.tell({ type: "mark_entries", delivered, seen, ...named });

  function tellTyping(seen: number): boolean {
    const told = connection.tell({ type: "announce_typing", seen, ...named });
    if (told) marks.told(seen);
    return told;
  }

  async function readEarlier() {
    const before = view.entries[0]?.seq;
    if (before && view.earlier) await connection.request({ type: "read_history", before, ...named });
  }

  async function change(type: "start" | "close" | "take" | "reopen") {
    const start = { locale: locale ?? "en", group: options.group?.() ?? null };
    await connection.request(type === "start" ? { type, ...start } : { type, ...named });
  }

  async function load() {
    await unsent.load();
    await flush();
  }

  void load();

  return {
    get view() {
      return view;
    },
    get unsent() {
      return unsent.all;
    },
    get typing() {
      return typing.shown;
    },
    greeting,
    receive(event) {
      typing.receive(event);
      show(applyEvent(view, event));
      marks.receive(event);
    },
    load,
    flush,
    send(text) {
      unsent.write(text);
      void flush();
    },
    sendAgain(id) {
      unsent.renew(id);
      void flush();
    },
    note(message) {
      unsent.note(message);
      void flush();
    },
    drop: unsent.drop,
    announceTyping: typing.announce,
    look: marks.look,
    readEarlier,
    change,
    end() {
      typing.end();
      marks.end();
    },
  };
}
