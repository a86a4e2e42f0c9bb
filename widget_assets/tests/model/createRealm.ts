import type { Browser } from "./createBrowser.js";
import type { Clock } from "./createClock.js";
import { createRandom } from "./createRandom.js";
import { PageSocket, type Wire } from "./PageSocket.js";

export type RealmOptions = {
  readonly id: number;
  readonly seed: number;
  /** How far the device's clock is from the server's, in milliseconds. */
  readonly skew: number;
  /** The browser has Web Locks, so that its tabs may share a socket. */
  readonly shares: boolean;
  readonly browser: Browser;
  readonly clock: Clock;
  readonly wire: Wire;
};

export type Realm = {
  /** The names that a page's script sees in place of the host's own. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** As the browser says it: `online`, `pagehide`. */
  say(type: string): void;
  setVisible(visible: boolean): void;
};

/** What a browser gives a page, with time, chance and network in the hands of the model. */
export function createRealm({ id, seed, skew, shares, browser, clock, wire }: RealmOptions): Realm {
  const random = createRandom(seed);
  const page = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible", hidden: false });
  const deviceNow = () => clock.now + skew;

  class DeviceDate extends Date {
    constructor(...given: readonly [] | readonly [number | string]) {
      super(given.length ? given[0] : deviceNow());
    }
    static override now = deviceNow;
  }

  function every(action: () => void, ms: number): number {
    let timer = 0;
    const again = () => {
      timer = clock.after(ms, id, again);
      action();
    };
    timer = clock.after(ms, id, again);
    intervals.set(++lastInterval, () => clock.cancel(timer));
    return -lastInterval;
  }

  const intervals = new Map<number, () => void>();
  let lastInterval = 0;

  const crypto = {
    randomUUID: () => uuid(random),
    getRandomValues: <T extends Uint8Array>(octets: T) => octets.map(() => Math.floor(random() * 256)),
    // Who a page is, the model says at the handshake.
    subtle: {
      generateKey: async () => ({ publicKey: {}, privateKey: {} }),
      exportKey: async () => ({ kty: "EC", crv: "P-256", x: "x", y: "y" }),
      sign: async () => new ArrayBuffer(64),
      digest: async () => new ArrayBuffer(32),
    },
  };

  const random_ = Object.create(Math, { random: { value: random } }) as Math;
  const clear = (timer: number) => (timer < 0 ? intervals.get(-timer)?.() : clock.cancel(timer));
  const globals: Record<string, unknown> = {
    setTimeout: (action: (...given: unknown[]) => void, ms: number, ...given: unknown[]) =>
      clock.after(ms, id, () => action(...given)),
    clearTimeout: clear,
    setInterval: every,
    clearInterval: clear,
    Date: DeviceDate,
    Math: random_,
    performance: { now: () => clock.now },
    crypto,
    document,
    indexedDB: browser.databases,
    navigator: { onLine: true, ...(shares && { locks: browser.locksOf(id) }) },
    BroadcastChannel: browser.channelOf(id),
    fetch: async () => ({ headers: new Headers({ date: new Date(clock.now).toUTCString(), age: "0" }) }),
    AbortSignal: { timeout: () => undefined },
    WebSocket: class extends PageSocket {
      constructor() {
        super(wire);
      }
    },
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    dispatchEvent: page.dispatchEvent.bind(page),
    location: { host: "shop.example", origin: "https://shop.example" },
  };
  for (const name of ["window", "self", "globalThis"]) globals[name] = globals;

  return {
    globals,
    say: (type) => void page.dispatchEvent(new Event(type)),
    setVisible(visible) {
      document.visibilityState = visible ? "visible" : "hidden";
      document.hidden = !visible;
      document.dispatchEvent(new Event("visibilitychange"));
    },
  };
}

function uuid(random: () => number): string {
  const digits = () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  const all = digits() + digits() + digits() + digits();
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-4${all.slice(13, 16)}-a${all.slice(17, 20)}-${all.slice(20, 32)}`;
}
