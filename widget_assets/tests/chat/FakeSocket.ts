import { vi } from "vitest";
import type { Command, Event, Ping } from "../../src/protocol/frames.js";

/** What is asked under an id; a ping has none. */
type Asked = Exclude<Command, Ping>;

/** A WebSocket that does what the test says; nothing happens by itself. */
export class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];

  readyState = 0;
  readonly sent: Asked[] = [];

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
  ) {
    super();
    FakeSocket.all.push(this);
  }

  /** Takes the place of the browser's until the test ends. */
  static install() {
    FakeSocket.all = [];
    vi.stubGlobal("WebSocket", FakeSocket);
  }

  static get newest(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  get last(): Asked {
    const command = this.sent.at(-1);
    if (!command) throw new Error("nothing was sent");
    return command;
  }

  accept() {
    this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new globalThis.Event("open"));
  }

  /** The other side, or the network, ends it. */
  cut(code = 1006) {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new globalThis.Event("close"), { code }));
  }

  frame(data: string) {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  say(event: Event) {
    this.frame(JSON.stringify(event));
  }

  send(frame: string) {
    this.sent.push(JSON.parse(frame));
  }

  close() {
    this.readyState = 2;
  }
}
