import type { Command, Event, RefusalCode } from "../protocol/frames.js";
import { FRAME_BYTES, SUBPROTOCOL } from "../protocol/frames.js";
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
  close(): void;
};

export type ConnectionOptions = {
  url: string;
  /** The second subprotocol. `failures` counts the handshakes that failed since the last one that did not. */
  credential(failures: number): Promise<string>;
  /** Asked first on each new socket: what makes the server deliver to it. */
  greet(): readonly Ask[];
  /** Every event in the order of its arrival, answers included. */
  onEvent(event: Event): void;
  /** Whether commands reach the server at the moment. */
  onPresence(connected: boolean): void;
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
const LONGEST_PAUSE_MS = 30_000;
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
  let failures = 0;
  let ended = false;
  let answerTimer = 0;
  let pauseTimer = 0;

  async function connect() {
    pauseTimer = 0;
    let credential: string;
    try {
      credential = await options.credential(failures);
    } catch {
      lost();
      return;
    }
    if (ended) return;
    const fresh = new WebSocket(options.url, [SUBPROTOCOL, credential]);
    socket = fresh;
    fresh.onopen = () => {
      failures = 0;
      options.onPresence(true);
      const greetings = options.greet().map((ask) => ({ ...waiting(ask), greeting: true }));
      queue = [...greetings, ...queue.filter(({ greeting }) => !greeting)];
      next();
    };
    fresh.onmessage = ({ data }) => receive(String(data));
    fresh.onclose = () => socket === fresh && lost();
  }

  /** Full jitter: a thousand clients of a server that comes back do not come back together. */
  function lost() {
    socket = undefined;
    if (inFlight) queue.unshift(inFlight);
    inFlight = undefined;
    clearTimeout(answerTimer);
    if (ended) return;
    options.onPresence(false);
    pauseTimer = setTimeout(connect, pause(failures++));
  }

  /** No answer came: the close event of a dead network can take minutes, so it is not waited for. */
  function abandon() {
    socket?.close();
    lost();
  }

  function hurry() {
    if (pauseTimer && document.visibilityState === "visible") {
      clearTimeout(pauseTimer);
      void connect();
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
    if (event?.type === "gateway_error") return again(pause(inFlight?.tries ?? 0));
    if (!event) return;
    const answered = "command_id" in event && event.command_id === inFlight?.ask.command_id;
    if (event.type !== "command_refused") {
      options.onEvent(event);
      if (answered) settle(event);
    } else if (answered) {
      if (REPEATABLE.has(event.code)) again(event.retry_after_ms ?? pause(inFlight?.tries ?? 0), event.code);
      else settle(new Refused(event.code));
    }
  }

  function again(afterMs: number, code: RefusalCode = "failed") {
    clearTimeout(answerTimer);
    const repeated = inFlight;
    if (!repeated) return;
    if (repeated.tries >= TRIES && code !== "too_fast") return settle(new Refused(code));
    answerTimer = setTimeout(() => {
      queue.unshift(repeated);
      inFlight = undefined;
      next();
    }, afterMs);
  }

  function settle(result: Event | Refused) {
    clearTimeout(answerTimer);
    const settled = inFlight;
    inFlight = undefined;
    if (result instanceof Refused) settled?.reject(result);
    else settled?.resolve(result);
    next();
  }

  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
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
      removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      socket?.close();
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

function pause(failures: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures);
}
