import { vi } from "vitest";
import type { Command } from "../../src/protocol/frames.js";

/** A WebSocket whose other end is the test. */
export class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  static all: FakeSocket[] = [];

  readyState = FakeSocket.CONNECTING;
  readonly sent: Command[] = [];

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    super();
    FakeSocket.all.push(this);
  }

  send(frame: string) {
    this.sent.push(JSON.parse(frame));
  }

  close() {
    this.readyState = FakeSocket.CLOSED;
  }

  /** The newest command. */
  asked(): Command {
    const command = this.sent.at(-1);
    if (!command) throw new Error("nothing was asked");
    return command;
  }

  open() {
    this.readyState = FakeSocket.OPEN;
    return this.#happens(new Event("open"));
  }

  receive(frame: object) {
    return this.#happens(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  drop() {
    this.readyState = FakeSocket.CLOSED;
    return this.#happens(new Event("close"));
  }

  async #happens(event: Event) {
    this.dispatchEvent(event);
    await vi.advanceTimersByTimeAsync(0);
  }
}
