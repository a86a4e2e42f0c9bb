import type { Command, Event, Ping, RefusalCode } from "../protocol/frames.js";
import { FRAME_BYTES } from "../protocol/frames.js";
import { backOff } from "./backOff.js";
import { createSocket, type SocketOptions } from "./createSocket.js";
import { decodeEvent } from "./decodeEvent.js";
import { step } from "./trail.js";

type WithoutId<T> = T extends unknown ? Omit<T, "command_id"> : never;

/** A command as the rest of the code writes it; without a `command_id` the connection gives it one. */
export type Ask = WithoutId<Exclude<Command, Ping>> & { readonly command_id?: string };

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

export type ConnectionOptions = Pick<SocketOptions, "url" | "credential" | "pings"> & {
  /** Asked first on each new socket, and once more: what makes the server deliver to it. */
  greet(): readonly Ask[];
  /** Every event in the order of its arrival, answers and refusals included. */
  onEvent(event: Event): void;
  /** Whether commands reach the server at the moment. */
  onConnected(connected: boolean): void;
};

type Waiting = {
  ask: Ask & { command_id: string };
  /** How often it was answered with "not now". */
  tries: number;
  /** Belongs to one socket: on the next one it is asked afresh. */
  greeting?: boolean;
  resolve(event: Event): void;
  reject(error: Error): void;
};

const ANSWER_MS = 15_000;
const TRIES = 6;
const REPEATABLE: readonly RefusalCode[] = ["busy", "failed", "too_fast"];
// Whoever wrote something at the moment of the greeting may have read the connections just before it.
export const SETTLED_MS = 2_000;

/**
 * Commands and their answers over a socket that comes back, with one command in flight (API Gateway runs
 * the frames of one connection side by side, so two in flight could change places).
 */
export function createConnection(options: ConnectionOptions): Connection {
  let queue: Waiting[] = [];
  let inFlight: Waiting | undefined;
  /** The socket has not been greeted a second time. */
  let fresh = false;
  let greetTimer = 0;
  /** Until the answer, or until the command goes again. */
  let timer = 0;
  let pausing = false;
  const socket = createSocket({
    ...options,
    onOpen() {
      fresh = true;
      options.onConnected(true);
      greet();
    },
    onFrame: receive,
    onLost,
    onDoubt: greet,
  });

  function greet() {
    const greetings = options.greet().map((ask) => ({ ...waiting(ask), greeting: true }));
    queue = [...greetings, ...queue.filter(({ greeting }) => !greeting)];
    next();
  }

  function greetAgain() {
    queue.push(...options.greet().map((ask) => waiting(ask)));
    next();
  }

  function onLost() {
    clearTimeout(timer);
    clearTimeout(greetTimer);
    if (inFlight) queue.unshift(inFlight);
    inFlight = undefined;
    options.onConnected(false);
  }

  function next() {
    if (inFlight || !socket.ready) return;
    inFlight = queue.shift();
    if (!inFlight) return;
    const frame = JSON.stringify(inFlight.ask);
    // API Gateway closes the connection on a longer one.
    if (new TextEncoder().encode(frame).length > FRAME_BYTES) return settle(new Refused("frame_too_long"));
    pausing = false;
    timer = setTimeout(socket.exchange, ANSWER_MS);
    step("frame", inFlight.ask.type);
    socket.send(frame);
  }

  function receive(frame: string) {
    const event = decodeEvent(frame);
    if (!event) return;
    step("frame", event.type);
    if ("code" in event) step("code", event.code);
    if (event.type === "gateway_error") return again("failed");
    const id = "command_id" in event ? event.command_id : undefined;
    if (inFlight && (id === inFlight.ask.command_id || id === null)) take(event);
    // A second copy of an answer says nothing new, and may say what was true before.
    else if (id && event.type !== "command_refused") return;
    options.onEvent(event);
  }

  /** A refusal without id is about a frame that could not be read. What is written here can: it was hurt on its way. */
  function take(event: Event) {
    socket.prove();
    if (event.type !== "command_refused") settle(event);
    else if (REPEATABLE.includes(event.code) || !event.command_id) again(event.code, event.retry_after_ms);
    else settle(new Refused(event.code));
  }

  function again(code: RefusalCode, afterMs?: number | null) {
    if (!inFlight || pausing) return;
    clearTimeout(timer);
    if (code !== "too_fast" && ++inFlight.tries >= TRIES) {
      // Without its greeting a connection is deaf: better to try another.
      return inFlight.greeting ? socket.exchange() : settle(new Refused(code));
    }
    pausing = true;
    timer = setTimeout(repeat, afterMs ?? backOff(inFlight.tries));
  }

  function repeat() {
    if (inFlight) queue.unshift(inFlight);
    inFlight = undefined;
    next();
  }

  function settle(result: Event | Refused) {
    clearTimeout(timer);
    const settled = inFlight;
    inFlight = undefined;
    if (result instanceof Refused) settled?.reject(result);
    else settled?.resolve(result);
    if (fresh && settled?.greeting && !queue[0]?.greeting) {
      fresh = false;
      greetTimer = setTimeout(greetAgain, SETTLED_MS);
    }
    next();
  }

  return {
    request: (ask) =>
      new Promise((resolve, reject) => {
        queue.push(waiting(ask, resolve, reject));
        next();
      }),
    tell(ask) {
      const { ready } = socket;
      if (ready) {
        step("frame", ask.type);
        socket.send(JSON.stringify(waiting(ask).ask));
      }
      return ready;
    },
    close() {
      clearTimeout(timer);
      clearTimeout(greetTimer);
      socket.close();
      for (const each of [inFlight, ...queue]) each?.reject(new Error("closed"));
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
  return { ask: { command_id: crypto.randomUUID(), ...ask }, tries: 0, resolve, reject };
}
