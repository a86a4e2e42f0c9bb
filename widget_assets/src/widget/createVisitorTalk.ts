import { emptyView } from "../chat/applyEvent.js";
import type { ConnectionOptions } from "../chat/createConnection.js";
import { createLastingConnection } from "../chat/createLastingConnection.js";
import { createOutbox, type Outbox, type Unsent } from "../chat/createOutbox.js";
import { createSharedConnection, type SharedConnection } from "../chat/createSharedConnection.js";
import { createTalk, type Talk } from "../chat/createTalk.js";
import { forgetKey } from "../chat/forgetKey.js";
import { type Forgetting, onForgetting, tellForgetting } from "../chat/forgetting.js";
import { keptVisitorKey } from "../chat/keptVisitorKey.js";
import { makeProof } from "../chat/makeProof.js";
import { serverTime } from "../chat/serverTime.js";
import { note } from "../chat/usage.js";
import { visitorKey } from "../chat/visitorKey.js";
import { whatHappened } from "../chat/whatHappened.js";
import { whatIsNew } from "../chat/whatIsNew.js";
import { type Event, PROOF_PREFIX } from "../protocol/frames.js";
import { saidSoFar } from "./saidSoFar.js";
import type { HeldKey } from "./View.js";

export type VisitorTalk = {
  readonly talk: Talk;
  /** It is known what was said before. */
  readonly ready: boolean;
  /** The server has deleted what was said, and nothing was begun since. */
  readonly erased: boolean;
  /** The connection is away although it is wanted. */
  readonly away: boolean;
  /** Shows a visitor who comes back what was said; of a new one nothing is stored, and no connection opened. */
  resume(): Promise<void>;
  /** The visitor acts: makes the key and the connection unless they are there. */
  begin(): void;
  /** Whether the conversation is before the visitor's eyes. */
  look(looking: boolean): void;
  /** Lets the connection go unless an answer may come. */
  rest(): void;
  /** What the visitor has said since the conversation waits, and what has not arrived yet. */
  said(): string;
  /** Drops all that the page holds: the conversation, the key, the connection, and what is unsent. */
  forget(): void;
};

export type VisitorTalkOptions = {
  readonly origin: string;
  readonly locale: string;
  readonly held: HeldKey;
  onChange(): void;
};

/** What the tabs of a visitor tell each other. */
type Note = { event: Event } | { put: Unsent } | { remove: string };

type Handlers = Pick<ConnectionOptions, "greet" | "onEvent" | "onConnected">;

const AWAY_MS = 2000;

/** The visitor's own conversation, with a key and a connection that are made when they are needed. */
export function createVisitorTalk({ origin, locale, held, onChange }: VisitorTalkOptions): VisitorTalk {
  let connection: SharedConnection<Note> | undefined;
  let returning = false;
  let ready = false;
  let erased = false;
  let away = false;
  let awayTimer = 0;
  /** How far this device's clock is behind the server's, in seconds. */
  let behind = 0;
  let looking = false;
  /** What the other tabs know. */
  let told = emptyView;

  async function credential(_: boolean, failures: number): Promise<string> {
    held.pair ??= visitorKey();
    if (failures) behind = (await serverTime(`${origin}/loader.js`)) - Date.now() / 1000 || behind;
    return PROOF_PREFIX + (await makeProof(await held.pair, `${origin}/ws`, Date.now() / 1000 + behind));
  }

  /** A short gap is nobody's concern. */
  function onConnected(connected: boolean) {
    if (connected) {
      stay();
      onChange();
    } else {
      awayTimer ||= setTimeout(() => {
        away = true;
        onChange();
      }, AWAY_MS);
    }
  }

  function stay() {
    clearTimeout(awayTimer);
    awayTimer = 0;
    away = false;
  }

  function connect(): SharedConnection<Note> {
    connection ??= createSharedConnection<Note>({
      name: `tresen ${origin}`,
      connect: (handlers: Handlers) =>
        createLastingConnection({
          ...handlers,
          onEvent(event) {
            const refused = event.type === "command_refused" && event.code === "erased";
            if (refused || event.type === "conversation_erased") return void onErased();
            handlers.onEvent(event);
          },
          url: `${origin.replace(/^http/, "ws")}/ws`,
          credential,
          pings: true,
        }),
      greet: () => (returning || talk.view.conversation ? [talk.greeting()] : []),
      onEvent(event) {
        if (event.type === "typing_announced" && connection?.leads) connection.post({ event });
        receive(event);
      },
      onConnected,
      // A tab that was killed may have left what no other knows.
      onLead: () => void talk.load(),
      onNote,
    });
    return connection;
  }

  function receive(event: Event) {
    ready ||= event.type === "opened";
    talk.receive(event);
  }

  function onNote(note: Note) {
    if ("event" in note) receive(note.event);
    else if ("put" in note) talk.note(note.put);
    else talk.drop(note.remove);
  }

  /** The tab with the socket tells the others what it has learnt, from whatever told it, and counts for all. */
  function share() {
    const { view } = talk;
    if (connection?.leads) {
      for (const event of whatIsNew(told, view)) connection.post({ event });
      for (const event of whatHappened(told, view)) note(event);
    }
    told = view;
    onChange();
  }

  function createKept(): Outbox {
    const kept = createOutbox(origin);
    const alive = () => outbox === made;
    const made: Outbox = {
      load: kept.load,
      async put(message) {
        if (!alive()) return;
        await kept.put(message);
        connection?.post({ put: message });
      },
      async remove(id) {
        if (!alive()) return;
        connection?.post({ remove: id });
        await kept.remove(id);
      },
    };
    return made;
  }

  const createOwn = (): Talk =>
    createTalk({
      party: "visitor",
      connection: {
        request: (ask) => connect().request(ask),
        tell: (ask) => tell(ask),
      },
      outbox,
      locale,
      // One tab sends for all, and not before it knows what was said.
      sends: () => (ready || (connection !== undefined && !returning)) && connect().leads,
      onChange: share,
    });

  let outbox = createKept();
  let talk = createOwn();

  /** What comes late for the old conversation finds nothing to act on. */
  function beginAnew(isErased: boolean) {
    connection?.close();
    connection = undefined;
    stay();
    held.pair = undefined;
    returning = false;
    talk.end();
    told = emptyView;
    ready = true;
    erased = isErased;
    outbox = createKept();
    talk = createOwn();
    talk.look(looking);
  }

  function take(what: Forgetting) {
    const lost = what === "erased" ? talk.unsent : [];
    beginAnew(what === "erased");
    // Written, and never arrived: the visitor decides what becomes of it. In the new log no cursor holds.
    for (const { client_message_id, text } of lost) {
      const message: Unsent = { client_message_id, text, cursor: null, failed: true, code: "erased" };
      void outbox.put(message);
      talk.note(message);
    }
    onChange();
  }

  async function onErased() {
    const pair = held.pair;
    tellForgetting("erased");
    take("erased");
    if (pair) await forgetKey(await pair);
  }

  function tell(ask: Parameters<SharedConnection<Note>["tell"]>[0]): boolean {
    const went = connection?.tell(ask) === true;
    if (went && ask.type === "mark_entries")
      connection?.post({
        event: { type: "entries_marked", conversation_id: "", author: "visitor", mark: ask },
      });
    return went;
  }

  onForgetting(take);

  return {
    get talk() {
      return talk;
    },
    get ready() {
      return ready;
    },
    get erased() {
      return erased;
    },
    get away() {
      return away;
    },
    async resume() {
      const found = held.pair ?? (await keptVisitorKey());
      if (found) {
        held.pair ??= Promise.resolve(found);
        returning = true;
        if (connection) connection.request(talk.greeting()).catch(() => {});
        else connect();
      } else {
        ready = true;
        void talk.flush();
      }
      onChange();
    },
    begin() {
      erased = false;
      connect();
    },
    look(isLooking) {
      looking = isLooking;
      talk.look(looking);
    },
    rest() {
      const open = talk.view.conversation && talk.view.conversation.state !== "closed";
      if (open || talk.unsent.length) return;
      connection?.close();
      connection = undefined;
      stay();
    },
    said: () => saidSoFar(talk.view, talk.unsent),
    forget: () => take("forgotten"),
  };
}
