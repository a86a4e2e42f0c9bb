import type { Command, Event, RefusalCode } from "../protocol/frames.js";
import { FRAME_BYTES, SUBPROTOCOL } from "../protocol/frames.js";
import { backOff } from "./backOff.js";
import { decodeEvent } from "./decodeEvent.js";

type WithoutId<T> = T extends unknown ? Omit<T, "command_id"> : never;

/** A command as the rest of the code writes it; the connection gives it its `command_id`. */
export type Ask = WithoutId<Command>;

/** The server's answer to a command that it did not carry out. */
export class Refused extends Error {
  constructor(readonly code: RefusalCode) {
    super(code);
  }
}

export type Connection = {
  /** Sends a command and gives its answer; resent after a lost connection, so it must be harmless to repeat. */
  request(ask: Ask): Promise<Event>;
  /** Sends a command that has no answer, if the connection is there. */
  tell(ask: Ask): void;
  /** Ends it for good; what still waits for an answer is refused with `failed`. */
  close(): void;
};

export type ConnectionOptions = {
  url: string;
  /** The second subprotocol. `failures` counts the handshakes that failed since the last one that did not. */
  credential(failures: number): Promise<string>;
  /** Asked first on each new socket: what makes the server deliver to it. */
  greet(): readonly Ask[];
  /** Every event in the order of its arrival, answers and refusals included. */
  onEvent(event: Event): void;
  /** Whether commands reach the server at the moment. */
  onConnected(connected: boolean): void;
};

type Waiting = {
  ask: Ask & { command_id: string };
  tries: number;
  /** Belongs to one socket: on the next one it is asked afresh. */
  greeting?: boolean;
  resolve(event: Event): void;
  reject(error: Error): void;
};

const ANSWER_MS = 15_000;
const A_WHILE_MS = 60_000;
const TRIES = 6;
const REPEATABLE: ReadonlySet<RefusalCode> = new Set(["busy", "failed", "too_fast"]);

/**
 * A connection that comes back by itself until it is closed, with one command in flight (API Gateway runs
 * the frames of one connection side by side, so two in flight could change places).
 */
export function createConnection(options: ConnectionOptions): Connection {
  let queue: Waiting[] = [];
  let socket: WebSocket | undefined;
  let inFlight: Waiting | undefined;
  /** Handshakes that failed in a row. */
  let failures = 0;
  /** Connections that were lost in a row without having been of use. */
  let losses = 0;
  let openedAt = 0;
  let heardAt = 0;
  let ended = false;
  let answerTimer = 0;
  let pauseTimer = 0;

  async function connect() {
    pauseTimer = 0;
    const credential = await options.credential(failures).catch(() => undefined);
    if (ended) return;
    if (credential === undefined) return lost();
    const fresh = new WebSocket(options.url, [SUBPROTOCOL, credential]);
    socket = fresh;
    failures++;
    answerTimer = setTimeout(abandon, ANSWER_MS);
    fresh.addEventListener("open", () => socket === fresh && opened());
    fresh.addEventListener("message", ({ data }) => socket === fresh && receive(String(data)));
    fresh.addEventListener("close", () => socket === fresh && lost());
  }

  function opened() {
    clearTimeout(answerTimer);
    failures = 0;
    openedAt = heardAt = Date.now();
    options.onConnected(true);
    greet();
  }

  function greet() {
    const greetings = options.greet().map((ask) => ({ ...waiting(ask), greeting: true }));
    queue = [...greetings, ...queue.filter(({ greeting }) => !greeting)];
    next();
  }

  function lost() {
    if (socket && !failures && Date.now() - openedAt > A_WHILE_MS) losses = 0;
    socket = undefined;
    const cut = inFlight;
    inFlight = undefined;
    clearTimeout(answerTimer);
    if (cut && cut.tries < TRIES) queue.unshift(cut);
    else cut?.reject(new Refused("failed"));
    if (ended) return;
    options.onConnected(false);
    pauseTimer = setTimeout(connect, backOff(losses++));
  }

  /** No answer came: the close event of a dead network can take minutes, so it is not waited for. */
  function abandon() {
    socket?.close();
    lost();
  }

  /** A device that slept or changed networks may hold a socket that is dead and does not know: ask, and see. */
  function wake({ type }: { type: string }) {
    if (document.visibilityState !== "visible") return;
    if (pauseTimer) {
      clearTimeout(pauseTimer);
      void connect();
    } else if (type === "online" || Date.now() - heardAt > A_WHILE_MS) {
      greet();
    }
  }

  function next() {
    if (inFlight || socket?.readyState !== WebSocket.OPEN) return;
    inFlight = queue.shift();
    if (!inFlight) return;
    inFlight.tries++;
    const frame = JSON.stringify(inFlight.ask);
    // API Gateway closes the connection on a longer one.
    if (new TextEncoder().encode(frame).length > FRAME_BYTES) return settle(new Refused("frame_too_long"));
    answerTimer = setTimeout(abandon, ANSWER_MS);
    socket.send(frame);
  }

  function receive(frame: string) {
    const event = decodeEvent(frame);
    if (!event) return;
    heardAt = Date.now();
    if (event.type === "gateway_error") return again("failed");
    if (answers(event)) {
      losses = 0;
      if (event.type !== "command_refused") settle(event);
      else if (REPEATABLE.has(event.code)) again(event.code, event.retry_after_ms);
      else settle(new Refused(event.code));
    }
    options.onEvent(event);
  }

  /** A refusal without id is about a frame that could not be read: the one in flight. */
  function answers(event: Event): boolean {
    if (!inFlight || !("command_id" in event)) return false;
    return event.command_id === inFlight.ask.command_id || event.command_id === null;
  }

  function again(code: RefusalCode, afterMs?: number | null) {
    const repeated = inFlight;
    if (!repeated) return;
    clearTimeout(answerTimer);
    if (repeated.tries >= TRIES && code !== "too_fast") {
      // Without its greeting a connection is deaf: better to try another.
      return repeated.greeting ? abandon() : settle(new Refused(code));
    }
    answerTimer = setTimeout(() => {
      queue.unshift(repeated);
      inFlight = undefined;
      next();
    }, afterMs ?? backOff(repeated.tries));
  }

  function settle(result: Event | Refused) {
    clearTimeout(answerTimer);
    const settled = inFlight;
    inFlight = undefined;
    if (result instanceof Refused) settled?.reject(result);
    else settled?.resolve(result);
    next();
  }

  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  void connect();

  return {
    request: (ask) =>
      new Promise((resolve, reject) => {
        queue.push(waiting(ask, resolve, reject));
        next();
      }),
    tell(ask) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(waiting(ask).ask));
    },
    close() {
      ended = true;
      clearTimeout(answerTimer);
      clearTimeout(pauseTimer);
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      socket?.close();
      for (const { reject } of [...(inFlight ? [inFlight] : []), ...queue]) reject(new Refused("failed"));
      inFlight = undefined;
      queue = [];
    },
  };
}

function waiting(
  ask: Ask,
  resolve: Waiting["resolve"] = () => {},
  reject: Waiting["reject"] = () => {},
): Waiting {
  return { ask: { ...ask, command_id: crypto.randomUUID() } as Waiting["ask"], tries: 0, resolve, reject };
}
