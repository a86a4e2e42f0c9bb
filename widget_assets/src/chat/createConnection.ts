import type { Command, Event, Ping, RefusalCode } from "../protocol/frames.js";
import { FRAME_BYTES, SUBPROTOCOL } from "../protocol/frames.js";
import { backOff } from "./backOff.js";
import { decodeEvent, type Received } from "./decodeEvent.js";
import { step } from "./trail.js";

type WithoutId<T> = T extends unknown ? Omit<T, "command_id"> : never;

/** A command as the rest of the code writes it; without a `command_id` the connection gives it one. */
export type Ask = WithoutId<Exclude<Command, Ping>> & { readonly command_id?: string };

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

type Waiting = {
  /** A ping has no id. */
  ask: Numbered | (Ping & { command_id?: undefined });
  /** How often it was answered with "not now". */
  tries: number;
  /** Belongs to one socket: on the next one it is asked afresh. */
  greeting?: boolean;
  resolve?(event: Event): void;
  reject?(error: Error): void;
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
export function createConnection(options: ConnectionOptions): Connection {
  /** All that has no answer yet. */
  let queue: Waiting[] = [];
  let inFlight: Waiting | undefined;
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
    const greetings = options.greet().map((ask) => ({ ask: numbered(ask), tries: 0, greeting: true }));
    queue = [...greetings, ...queue.filter(({ greeting }) => !greeting)];
    next();
  }

  function ping() {
    if (!options.pings) return;
    queue.push({ ask: { type: "ping" }, tries: 0 });
    next();
  }

  function next() {
    if (inFlight || !socket) return;
    inFlight = queue[0];
    if (!inFlight) return plan(ping, IDLE_MS);
    const frame = JSON.stringify(inFlight.ask);
    // API Gateway closes the connection on a longer one.
    if (new TextEncoder().encode(frame).length > FRAME_BYTES) return settle({ code: "frame_too_long" });
    plan(exchange, ANSWER_MS);
    send(inFlight.ask);
  }

  function send(ask: Ask | Ping) {
    step("frame", ask.type);
    socket?.send(JSON.stringify(ask));
  }

  function heard({ data }: MessageEvent) {
    heardAt = Date.now();
    const event = decodeEvent(data);
    if (!event) return;
    step("frame", event.type);
    const { command_id: id, code } = event;
    if (code) step("code", code);
    if (inFlight && (id === inFlight.ask.command_id || id === null)) take(event);
    // A second copy of an answer says nothing new, and may say what was true before.
    else if (id && !code) return;
    options.onEvent(event);
  }

  /** A refusal without id is about a frame that could not be read. What is written here can: it was hurt on its way. */
  function take(event: Received) {
    losses = 0;
    if (event.code && (REPEATABLE.includes(event.code) || !event.command_id)) again(event);
    else settle(event);
  }

  function again(refused: Received) {
    if (!inFlight || due === repeat) return;
    // Without its greeting a connection is deaf: better to try another.
    if (refused.code === "too_fast" || ++inFlight.tries < TRIES)
      plan(repeat, refused.retry_after_ms ?? backOff(inFlight.tries));
    else if (inFlight.greeting) exchange();
    else settle(refused);
  }

  function repeat() {
    inFlight = undefined;
    next();
  }

  function settle(answer: Received | { code: RefusalCode }) {
    const settled = inFlight;
    queue = queue.filter((each) => each !== settled);
    if (answer.code) settled?.reject?.(new Refused(answer.code));
    else settled?.resolve?.(answer);
    if (settled?.greeting && !queue[0]?.greeting) greetTimer ||= setTimeout(greet, SETTLED_MS);
    repeat();
  }

  void connect();
  addEventListener("online", wake, ended);
  document.addEventListener("visibilitychange", wake, ended);

  return {
    request: (ask) =>
      new Promise((resolve, reject) => {
        queue.push({ ask: numbered(ask), tries: 0, resolve, reject });
        next();
      }),
    tell(ask) {
      if (!socket) return false;
      send(numbered(ask));
      next();
      return true;
    },
    close() {
      ended.abort();
      drop();
      for (const { reject } of queue) reject?.(new Error("closed"));
    },
  };
}

/** What is asked under an id, its own if it has one. */
export const numbered = (ask: Ask): Numbered => ({ command_id: crypto.randomUUID(), ...ask });
