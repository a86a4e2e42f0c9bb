import { type Connection, createConnection } from "../chat/createConnection.js";
import { createTalk, type Talk } from "../chat/createTalk.js";
import { keptVisitorKey } from "../chat/keptVisitorKey.js";
import { makeProof } from "../chat/makeProof.js";
import { serverTime } from "../chat/serverTime.js";
import { visitorKey } from "../chat/visitorKey.js";
import type { Locale } from "../loader/pickLocale.js";
import { PROOF_PREFIX } from "../protocol/frames.js";

export type VisitorTalk = {
  readonly talk: Talk;
  /** It is known what was said before. */
  readonly ready: boolean;
  /** The connection is away although it is wanted. */
  readonly away: boolean;
  /** Shows a visitor who comes back what was said; of a new one nothing is stored, and no connection opened. */
  resume(): Promise<void>;
  /** The visitor acts: makes the key and the connection unless they are there. */
  begin(): void;
  /** Lets the connection go unless an answer may come. */
  rest(): void;
};

export type VisitorTalkOptions = { readonly origin: string; readonly locale: Locale; onChange(): void };

const AWAY_MS = 2000;

/** The visitor's own conversation, with a key and a connection that are made when they are needed. */
export function createVisitorTalk({ origin, locale, onChange }: VisitorTalkOptions): VisitorTalk {
  let key: Promise<CryptoKeyPair> | undefined;
  let connection: Connection | undefined;
  let returning = false;
  let ready = false;
  let away = false;
  let awayTimer = 0;
  /** How far this device's clock is behind the server's, in seconds. */
  let behind = 0;

  async function credential(failures: number): Promise<string> {
    key ??= visitorKey();
    if (failures) behind = (await serverTime(`${origin}/loader.js`)) - Date.now() / 1000 || behind;
    return PROOF_PREFIX + (await makeProof(await key, `${origin}/ws`, Date.now() / 1000 + behind));
  }

  /** A short gap is nobody's concern. */
  function onConnected(connected: boolean) {
    if (connected) {
      clearTimeout(awayTimer);
      awayTimer = 0;
      away = false;
      onChange();
    } else {
      awayTimer ||= setTimeout(() => {
        away = true;
        onChange();
      }, AWAY_MS);
    }
  }

  function connect(): Connection {
    connection ??= createConnection({
      url: `${origin.replace(/^http/, "ws")}/ws`,
      credential,
      greet: () => (returning || talk.view.conversation ? [talk.greeting()] : []),
      onEvent(event) {
        ready ||= event.type === "opened";
        talk.receive(event);
      },
      onConnected,
    });
    return connection;
  }

  const talk = createTalk({
    party: "visitor",
    connection: { request: (ask) => connect().request(ask), tell: (ask) => connection?.tell(ask) },
    locale,
    onChange,
  });

  return {
    talk,
    get ready() {
      return ready;
    },
    get away() {
      return away;
    },
    async resume() {
      const kept = key ?? (await keptVisitorKey());
      if (kept) {
        key ??= Promise.resolve(kept);
        returning = true;
        connect();
      } else {
        ready = true;
      }
      onChange();
    },
    begin: () => void connect(),
    rest() {
      const open = talk.view.conversation && talk.view.conversation.state !== "closed";
      if (open || talk.unsent.length) return;
      connection?.close();
      connection = undefined;
      clearTimeout(awayTimer);
      awayTimer = 0;
      away = false;
    },
  };
}
