import {
  type Command,
  type Event,
  FRAME_BYTES,
  type Ping,
  type RefusalCode,
  SUBPROTOCOL,
} from "../protocol/frames.js";
import { backOff } from "./backOff.js";
import { decodeEvent, type Received } from "./decodeEvent.js";
import { step } from "./trail.js";

type WithoutId<T> = T extends unknown ? Omit<T, "command_id"> : never;

/** A command as the rest of the code writes it; without a `command_id` the connection gives it one. */
export type Ask = WithoutId<Exclude<Command, Ping>> & { readonly command_id?: string };

/** A command as it is sent. */
export type Numbered = Ask & { readonly command_id: string };

/** The server's answer to a command that it did not carry out. */
export class Refused extends Error {
  constructor(readonly code: RefusalCode) {
    super(code);
  }
}

export type Connection = {
  /**
   * Sends a command and gives its answer. It is sent again until there is one, however often the connection is lost,
   * so it must be harmless to repeat. Rejects with `Refused`, and with another error when the connection is closed.
   */
  request(ask: Ask): Promise<Event>;
  /** Sends a command that has no answer, if the connection is there; whether it was. */
  tell(ask: Ask): boolean;
  /** Ends it for good. */
  close(): void;
};

/** What has become of a command: the server's answer, or the code of a refusal. */
export type Answer = { readonly id: string; readonly event?: Event; readonly code?: RefusalCode };

/** A connection whose owner holds what is asked. */
export type Link = Pick<Connection, "tell" | "close"> & {
  /** More is pending than before. */
  next(): void;
};

export type ConnectionOptions = {
  url: string;
  /** The second subprotocol. `failures` counts the handshakes that failed since the last one that did not. */
  credential(failures: number): Promise<string>;
  /** Keep it from idling; without, somebody else must. */
  pings?: boolean;
  /** Asked first on each new socket, and once more: what makes the server deliver to it. */
  greet(): readonly Ask[];
  /** Every event in the order of its arrival, answers and refusals included. */
  onEvent(event: Received): void;
  /** Whether commands reach the server at the moment. */
  onConnected(connected: boolean): void;
};

export type LinkOptions = ConnectionOptions & {
  /** What is asked, one after the other, until it is settled. */
  pending: ReadonlyMap<string, { readonly ask: Numbered }>;
  /** Takes what was answered off what is pending. */
  settle(answer: Answer): void;
};

const ANSWER_MS = 15_000;
const A_WHILE_MS = 60_000;
// API Gateway ends a connection after ten idle minutes, and a hidden tab's timers may be a minute late:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
const IDLE_MS = 500_000;
const TRIES = 6;
const REPEATABLE: readonly RefusalCode[] = ["busy", "failed", "too_fast"];
// Whoever wrote something at the moment of the greeting may have read the connections just before it.
export const SETTLED_MS = 2_000;

/**
 * Commands and their answers over a WebSocket that comes back by itself, with one command in flight (API Gateway runs
 * the frames of one connection side by side, so two in flight could change places).
 */
export function createConnection(options: LinkOptions): Link {
  /** What this socket is still to be greeted with, before all else. */
  let greetings: Numbered[] = [];
  /** A ping has no id. */
  let inFlight: Numbered | (Ping & { command_id?: undefined }) | undefined;
  /** How often it was answered with "not now". */
  let tries = 0;
  /** Of one socket, until that is given up. */
  let attempt: AbortController | undefined;
  /** Once it is open. */
  let socket: WebSocket | undefined;
  /** Handshakes that failed in a row. */
  let failures = 0;
  /** Losses in a row without having been of use. */
  let losses = 0;
  let openedAt = 0;
  let heardAt = 0;
  /** What is done next if nothing happens until then. */
  let due: () => void = connect;
  let timer = 0;
  /** Set once on each socket. */
  let greetTimer = 0;
  const ended = new AbortController();

  function plan(what: () => void, ms: number) {
    clearTimeout(timer);
    due = what;
    timer = setTimeout(what, ms);
  }

  async function connect() {
    plan(exchange, ANSWER_MS);
    attempt = new AbortController();
    const { signal } = attempt;
    const credential = await options.credential(failures).catch(() => undefined);
    if (signal.aborted) return;
    if (!credential) return exchange();
    const fresh = new WebSocket(options.url, [SUBPROTOCOL, credential]);
    failures++;
    signal.addEventListener("abort", () => fresh.close());
    fresh.addEventListener("open", () => opened(fresh), { signal });
    fresh.addEventListener("message", heard, { signal });
    fresh.addEventListener("close", lost, { signal });
  }

  function opened(fresh: WebSocket) {
    step("state", "open");
    socket = fresh;
    failures = 0;
    openedAt = heardAt = Date.now();
    options.onConnected(true);
    greet();
  }

  function lost({ code }: CloseEvent) {
    step("code", code);
    exchange();
  }

  /** Gives the socket up for a new one. The close event of a dead network can take minutes, so it is not waited for. */
  function exchange() {
    step("state", "lost");
    if (socket && Date.now() - openedAt > A_WHILE_MS) losses = 0;
    drop();
    plan(connect, backOff(losses++));
    options.onConnected(false);
  }

  function drop() {
    attempt?.abort();
    socket = inFlight = undefined;
    clearTimeout(timer);
    clearTimeout(greetTimer);
    greetTimer = 0;
  }

  /** A device that slept or changed networks may hold a socket that is dead and does not know. */
  function wake({ type }: { type: string }) {
    if (document.visibilityState !== "visible") return;
    if (due === connect) connect();
    else if (type === "online" || Date.now() - heardAt > A_WHILE_MS) greet();
  }

  function greet() {
    greetings = options.greet().map(numbered);
    next();
  }

  function ping() {
    if (!options.pings) return;
    inFlight = { type: "ping" };
    ask();
  }

  function next() {
    if (inFlight || !socket) return;
    const [first] = options.pending.values();
    inFlight = greetings[0] ?? first?.ask;
    tries = 0;
    ask();
  }

  function ask() {
    if (!inFlight) return plan(ping, IDLE_MS);
    const frame = JSON.stringify(inFlight);
    // API Gateway closes the connection on a longer one.
    if (new TextEncoder().encode(frame).length > FRAME_BYTES) return settle({ code: "frame_too_long" });
    plan(exchange, ANSWER_MS);
    step("frame", inFlight.type);
    socket?.send(frame);
  }

  function heard({ data }: MessageEvent) {
    heardAt = Date.now();
    const event = decodeEvent(data);
    if (!event) return;
    step("frame", event.type);
    const { command_id: id, code } = event;
    if (code) step("code", code);
    // A second copy of an answer says nothing new, and may say what was true before.
    if (id && !code && id !== inFlight?.command_id) return;
    options.onEvent(event);
    if (inFlight && (id === inFlight.command_id || id === null)) take(event);
  }

  /** A refusal without id is about a frame that could not be read. What is written here can: it was hurt on its way. */
  function take(event: Received) {
    losses = 0;
    if (!event.code) settle({ event });
    else if (REPEATABLE.includes(event.code) || !event.command_id) again(event.code, event.retry_after_ms);
    else settle({ code: event.code });
  }

  function again(code: RefusalCode, afterMs?: number | null) {
    if (due === ask) return;
    // Without its greeting a connection is deaf: better to try another.
    if (code === "too_fast" || ++tries < TRIES) plan(ask, afterMs ?? backOff(tries));
    else if (inFlight === greetings[0]) exchange();
    else settle({ code });
  }

  function settle(answer: Omit<Answer, "id">) {
    const settled = inFlight;
    inFlight = undefined;
    if (settled === greetings[0]) {
      greetings.shift();
      if (!greetings.length) greetTimer ||= setTimeout(greet, SETTLED_MS);
    }
    const id = settled?.command_id;
    if (id) options.settle({ id, ...answer });
    next();
  }

  void connect();
  addEventListener("online", wake, ended);
  document.addEventListener("visibilitychange", wake, ended);

  return {
    next,
    tell(ask) {
      if (!socket) return false;
      step("frame", ask.type);
      socket.send(JSON.stringify(numbered(ask)));
      next();
      return true;
    },
    close() {
      ended.abort();
      drop();
    },
  };
}

/** What is asked under an id, its own if it has one. */
export const numbered = (ask: Ask): Numbered => ({ command_id: crypto.randomUUID(), ...ask });
