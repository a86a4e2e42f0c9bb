import { SUBPROTOCOL } from "../protocol/frames.js";
import { backOff } from "./backOff.js";
import { step } from "./trail.js";

export type Socket = {
  readonly ready: boolean;
  send(frame: string): void;
  /** Gives it up for a new one. */
  exchange(): void;
  /** It was of use: after a loss there is no need to hesitate. */
  prove(): void;
  /** Ends it for good. */
  close(): void;
};

export type SocketOptions = {
  url: string;
  /** The second subprotocol. `failures` counts the handshakes that failed since the last one that did not. */
  credential(failures: number): Promise<string>;
  /** Keep it from idling; without, somebody else must. */
  pings?: boolean;
  onOpen(): void;
  onFrame(frame: string): void;
  onLost(): void;
  /** It may be dead without knowing: ask something, and see. */
  onDoubt(): void;
};

const ANSWER_MS = 15_000;
const A_WHILE_MS = 60_000;
// API Gateway ends a connection after ten idle minutes, and a hidden tab's timers may be a minute late:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
const IDLE_MS = 500_000;

/** A WebSocket that comes back by itself until it is closed. */
export function createSocket(options: SocketOptions): Socket {
  let socket: WebSocket | undefined;
  /** Handshakes that failed in a row. */
  let failures = 0;
  /** Losses in a row without having been of use. */
  let losses = 0;
  let openedAt = 0;
  let heardAt = 0;
  let pinged = false;
  const ended = new AbortController();
  let pauseTimer = 0;
  /** Until the handshake, the next ping, or the answer to it. */
  let timer = 0;

  async function connect() {
    pauseTimer = 0;
    const credential = await options.credential(failures).catch(() => undefined);
    if (ended.signal.aborted) return;
    if (credential === undefined) return lost();
    const fresh = new WebSocket(options.url, [SUBPROTOCOL, credential]);
    socket = fresh;
    failures++;
    timer = setTimeout(exchange, ANSWER_MS);
    fresh.addEventListener("open", () => socket === fresh && opened());
    fresh.addEventListener("message", ({ data }) => socket === fresh && heard(String(data)));
    fresh.addEventListener("close", ({ code }) => {
      step("code", code);
      if (socket === fresh) lost();
    });
  }

  function opened() {
    step("state", "open");
    failures = 0;
    openedAt = heardAt = Date.now();
    planPing();
    options.onOpen();
  }

  function heard(frame: string) {
    heardAt = Date.now();
    if (pinged) planPing();
    options.onFrame(frame);
  }

  function planPing() {
    clearTimeout(timer);
    pinged = false;
    if (options.pings) timer = setTimeout(ping, IDLE_MS);
  }

  function ping() {
    pinged = true;
    timer = setTimeout(exchange, ANSWER_MS);
    socket?.send('{"type":"ping"}');
  }

  function lost() {
    if (socket && !failures && Date.now() - openedAt > A_WHILE_MS) losses = 0;
    step("state", "lost");
    socket = undefined;
    clearTimeout(timer);
    if (ended.signal.aborted) return;
    pauseTimer = setTimeout(connect, backOff(losses++));
    options.onLost();
  }

  /** The close event of a dead network can take minutes, so it is not waited for. */
  function exchange() {
    socket?.close();
    lost();
  }

  /** A device that slept or changed networks may hold a socket that is dead and does not know. */
  function wake({ type }: { type: string }) {
    if (document.visibilityState !== "visible") return;
    if (pauseTimer) {
      clearTimeout(pauseTimer);
      void connect();
    } else if (type === "online" || Date.now() - heardAt > A_WHILE_MS) {
      options.onDoubt();
    }
  }

  addEventListener("online", wake, ended);
  document.addEventListener("visibilitychange", wake, ended);
  void connect();

  return {
    get ready() {
      return socket?.readyState === WebSocket.OPEN;
    },
    send(frame) {
      socket?.send(frame);
      planPing();
    },
    exchange,
    prove() {
      losses = 0;
    },
    close() {
      ended.abort();
      clearTimeout(timer);
      clearTimeout(pauseTimer);
      socket?.close();
    },
  };
}
