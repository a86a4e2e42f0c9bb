import { vi } from "vitest";

type Granted = (lock: Lock | null) => unknown;
type Claim = { grant: () => void; rob: () => void };

/** Web Locks for tabs that live in one test: a queue for each name, and theft. */
export class FakeLocks {
  readonly #holders = new Map<string, Claim>();
  readonly #queues = new Map<string, Claim[]>();

  request(name: string, options: LockOptions, callback: Granted): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const claim: Claim = {
        grant: () => {
          this.#holders.set(name, claim);
          Promise.resolve(callback({ name, mode: "exclusive" })).then((value) => {
            resolve(value);
            if (this.#holders.get(name) === claim) this.#next(name);
          });
        },
        rob: () => reject(new DOMException("stolen", "AbortError")),
      };
      if (options.steal) this.#steal(name, claim);
      else this.#wait(name, claim, options.signal ?? undefined, reject);
    });
  }

  /** The names of the locks that somebody holds or waits for. */
  get held(): readonly string[] {
    const waited = [...this.#queues].filter(([, queue]) => queue.length).map(([name]) => name);
    return [...this.#holders.keys(), ...waited];
  }

  /** The tabs that hold a lock are gone. */
  releaseAll() {
    for (const name of this.#holders.keys()) this.#next(name);
  }

  #steal(name: string, claim: Claim) {
    this.#holders.get(name)?.rob();
    queueMicrotask(claim.grant);
  }

  #wait(name: string, claim: Claim, signal: AbortSignal | undefined, reject: (error: unknown) => void) {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    queue.push(claim);
    signal?.addEventListener("abort", () => {
      if (!queue.includes(claim)) return;
      queue.splice(queue.indexOf(claim), 1);
      reject(new DOMException("aborted", "AbortError"));
    });
    if (!this.#holders.has(name)) this.#next(name);
  }

  #next(name: string) {
    const next = this.#queues.get(name)?.shift();
    this.#holders.delete(name);
    if (next) {
      this.#holders.set(name, next);
      queueMicrotask(next.grant);
    }
  }
}

/** A BroadcastChannel between tabs that live in one test. */
export class FakeChannel extends EventTarget {
  static all: FakeChannel[] = [];

  /** The tab is suspended: what comes is heard when it goes on. */
  #held: unknown[] | undefined;

  constructor(readonly name: string) {
    super();
    FakeChannel.all.push(this);
  }

  postMessage(data: unknown) {
    const copy = structuredClone(data);
    for (const other of FakeChannel.all) {
      if (other !== this && other.name === this.name) queueMicrotask(() => other.#take(copy));
    }
  }

  freeze() {
    this.#held = [];
  }

  thaw() {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const data of held) this.#take(data);
  }

  close() {
    FakeChannel.all = FakeChannel.all.filter((each) => each !== this);
  }

  #take(data: unknown) {
    if (!FakeChannel.all.includes(this)) return;
    if (this.#held) this.#held.push(data);
    else this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

/** Gives the tabs of a test what the browser gives the tabs of a site, until the test ends. */
export function installTabs() {
  FakeChannel.all = [];
  vi.stubGlobal("BroadcastChannel", FakeChannel);
  Object.defineProperty(navigator, "locks", { value: new FakeLocks(), configurable: true });
}

export function uninstallTabs() {
  Reflect.deleteProperty(navigator, "locks");
}

export function show(visibility: DocumentVisibilityState) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(visibility);
  document.dispatchEvent(new Event("visibilitychange"));
}
