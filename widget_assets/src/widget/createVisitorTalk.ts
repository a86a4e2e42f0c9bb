import { emptyView } from "../chat/applyEvent.js";
import type { Ask } from "../chat/createConnection.js";
import { createHistory, type History } from "../chat/createHistory.js";
import { createOutbox, type Outbox, type Unsent } from "../chat/createOutbox.js";
import { createSharedConnection, type SharedConnection } from "../chat/createSharedConnection.js";
import { createTalk, type Talk } from "../chat/createTalk.js";
import { forgetKey } from "../chat/forgetKey.js";
import { type Forgetting, onForgetting, tellForgetting } from "../chat/forgetting.js";
import { keptHistory } from "../chat/keptHistory.js";
import { keptVisitorKey } from "../chat/keptVisitorKey.js";
import { makeProof } from "../chat/makeProof.js";
import { placeOf } from "../chat/placeOf.js";
import { removeItem } from "../chat/removeItem.js";
import { serverTime } from "../chat/serverTime.js";
import { CONTACTS } from "../chat/storeNames.js";
import { noteTalk } from "../chat/usage.js";
import { visitorKey } from "../chat/visitorKey.js";
import { whatIsNew } from "../chat/whatIsNew.js";
import { type Event, PROOF_PREFIX } from "../protocol/frames.js";
import type { FollowedAvailability } from "./FollowedAvailability.js";
import { saidSoFar } from "./saidSoFar.js";
import type { HeldKey } from "./View.js";

export type VisitorTalk = {
  readonly talk: Talk;
  /** It is known what was said before, by the server or from an earlier visit. */
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
  /** Asks the server in this conversation; see `Connection`. */
  request(ask: Ask): Promise<Event>;
  /** Drops all that the page holds: the conversation, the key, the connection, and what is unsent. */
  forget(): void;
};

export type VisitorTalkOptions = {
  readonly origin: string;
  readonly locale: string;
  readonly held: HeldKey;
  readonly settings: DOMStringMap;
  /** How long a conversation is kept, and which groups there are. */
  readonly availability: Pick<FollowedAvailability, "file">;
  /** The panel ends: nothing of this stays, neither connection nor timer. */
  readonly signal: AbortSignal;
  onChange(): void;
};

/** What the tabs of a visitor tell each other. */
export type Note = { event: Event } | { put: Unsent } | { remove: string };

/** A function that nobody has used for a while takes some of it to begin. */
const AWAY_MS = 5000;

/** The visitor's own conversation, with a key and a connection that are made when they are needed. */
export function createVisitorTalk(options: VisitorTalkOptions): VisitorTalk {
  const { origin, locale, held, settings, availability, signal, onChange } = options;
  const { site } = held;
  const place = placeOf(origin, site);
  let connection: SharedConnection<Note> | undefined;
  let returning = false;
  /** The server has said what was said before, or there is nothing. */
  let known = false;
  let erased = false;
  let away = false;
  let awayTimer = 0;
  let looking = false;
  /** What the other tabs know. */
  let told = emptyView;

  async function credential(failures: number): Promise<string> {
    held.pair ??= visitorKey(site);
    const now = await serverTime(origin, failures);
    return PROOF_PREFIX + (await makeProof(await held.pair, `${origin}/ws`, now, "GET", site));
  }

  function stay() {
    clearTimeout(awayTimer);
    awayTimer = 0;
    away = false;
  }

  function leave() {
    connection?.close();
    connection = undefined;
    stay();
  }

  function end() {
    connection?.close();
    stay();
    talk.end();
    history.end();
  }

  function connect(): SharedConnection<Note> {
    connection ??= createSharedConnection<Note>({
      name: `tresen ${place}`,
      url: `${origin.replace(/^http/, "ws")}/ws`,
      credential,
      // After its two hours it comes back at once: that is not worth a second one beside it.
      pings: true,
      greet: () => (returning || talk.view.conversation ? [talk.greeting()] : []),
      onEvent(event) {
        if (event.code === "erased" || event.type === "conversation_erased") return void onErased();
        if (event.type === "typing_announced" && connection?.leads) connection.post({ event });
        receive(event);
      },
      onConnected(connected) {
        if (connected) {
          stay();
          onChange();
        } else {
          // Neither a short gap is anybody's concern nor how long the first connection takes.
          awayTimer ||= setTimeout(() => {
            away = true;
            onChange();
          }, AWAY_MS);
        }
      },
      // A tab that was killed may have left what no other knows.
      onLead: () => void talk.load(),
      onNote(note) {
        if ("event" in note) receive(note.event);
        else if ("put" in note) talk.note(note.put);
        else talk.drop(note.remove);
      },
    });
    return connection;
  }

  function receive(event: Event) {
    if (event.type === "opened") known = true;
    talk.receive(event);
  }

  /** The tab with the socket tells the others what it has learnt, from whatever told it, and counts for all. */
  function share() {
    const { view } = talk;
    // What an earlier visit left is no news to anybody.
    if (known) {
      if (connection?.leads) {
        for (const event of whatIsNew(told, view)) connection.post({ event });
        noteTalk(told, view);
        history.follow(view);
      }
      told = view;
      held.introduce?.(visitor);
    }
    onChange();
  }

  function createKept(): Outbox {
    const kept = createOutbox(place);
    const made: Outbox = {
      load: kept.load,
      async put(message) {
        if (outbox !== made) return;
        await kept.put(message);
        connection?.post({ put: message });
      },
      async remove(id) {
        if (outbox !== made) return;
        connection?.post({ remove: id });
        await kept.remove(id);
      },
    };
    return made;
  }

  const request = (ask: Ask) => connect().request(ask);

  const createOwn = (): Talk =>
    createTalk({
      party: "visitor",
      connection: { request, tell },
      outbox,
      start: () => request({ type: "start", locale, group: group() ?? null }),
      // One tab sends for all, and not before it knows what was said.
      sends: () => !signal.aborted && known && connect().leads,
      onChange: share,
    });

  /** The server takes no other than the site's. */
  const group = () => Object.keys(availability.file?.groups ?? {}).find((name) => name === settings.group);

  let history: History;
  let outbox: Outbox;
  let talk: Talk;

  function beginAnew() {
    history = createHistory({ place, held });
    outbox = createKept();
    talk = createOwn();
    talk.look(looking);
  }

  /** What comes late for the old conversation finds nothing to act on. */
  function take(what: Forgetting) {
    const lost = talk.unsent;
    end();
    connection = undefined;
    removeItem(CONTACTS);
    held.pair = held.token = held.attributes = undefined;
    returning = false;
    known = true;
    erased = what === "erased";
    told = emptyView;
    beginAnew();
    // Written, and never arrived: the visitor decides what becomes of it. In the new log no cursor holds.
    for (const { client_message_id, text } of erased ? lost : []) {
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
    if (pair) await forgetKey(origin, await pair, site);
  }

  function tell(ask: Parameters<SharedConnection<Note>["tell"]>[0]): boolean {
    const went = Boolean(connection?.tell(ask));
    if (went && ask.type === "mark_entries")
      connection?.post({
        event: { type: "entries_marked", conversation_id: "", author: "visitor", mark: ask },
      });
    return went;
  }

  beginAnew();
  onForgetting(take, signal);
  signal.addEventListener("abort", end);

  const visitor: VisitorTalk = {
    get talk() {
      return talk;
    },
    get ready() {
      return known || talk.view.conversation !== null;
    },
    get erased() {
      return erased;
    },
    get away() {
      return away;
    },
    async resume() {
      const own = talk;
      const found = await (held.pair ?? keptVisitorKey(site));
      // Whoever has been forgotten meanwhile does not come back.
      if (signal.aborted || own !== talk) return;
      if (found) {
        held.pair ??= Promise.resolve(found);
        returning = true;
        if (connection) connection.request(talk.greeting()).catch(() => {});
        else connect();
        // Shows at once what an earlier visit left, unless the server was quicker, or all was forgotten.
        const event = await keptHistory(place, found, availability.file?.conversation_days);
        if (event && !visitor.ready) talk.receive(event);
      } else {
        known = true;
        void talk.flush();
      }
      onChange();
    },
    begin() {
      erased = false;
      if (!signal.aborted) connect();
    },
    look(isLooking) {
      looking = isLooking;
      talk.look(looking);
    },
    rest() {
      const { state = "closed" } = talk.view.conversation ?? {};
      if (state === "closed" && !talk.unsent.length) leave();
    },
    said: () => saidSoFar(talk),
    request,
    forget: () => take("forgotten"),
  };
  return visitor;
}
