/** What a page does with its sockets, for the model to carry on. */
export type Wire = {
  connect(socket: PageSocket): number;
  send(socket: number, frame: string): void;
  close(socket: number): void;
};

/** A page's WebSocket; the model is the network behind it. */
export class PageSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;

  readyState = PageSocket.CONNECTING;
  readonly bufferedAmount = 0;
  readonly #wire: Wire;
  readonly #id: number;

  constructor(wire: Wire) {
    super();
    this.#wire = wire;
    this.#id = wire.connect(this);
  }

  send(frame: string) {
    if (this.readyState === PageSocket.CONNECTING) throw new DOMException("connecting", "InvalidStateError");
    if (this.readyState === PageSocket.OPEN) this.#wire.send(this.#id, frame);
  }

  close() {
    if (this.readyState >= PageSocket.CLOSING) return;
    this.readyState = PageSocket.CLOSING;
    this.#wire.close(this.#id);
  }

  opened() {
    this.readyState = PageSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  received(frame: string) {
    if (this.readyState < PageSocket.CLOSED) this.dispatchEvent(new MessageEvent("message", { data: frame }));
  }

  closed(code: number) {
    if (this.readyState === PageSocket.CLOSED) return;
    this.readyState = PageSocket.CLOSED;
    this.dispatchEvent(new CloseEvent("close", { code, wasClean: code !== 1006 }));
  }
}
