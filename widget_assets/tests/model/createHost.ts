import { type Browser, createBrowser } from "./createBrowser.js";
import { createClock } from "./createClock.js";
import type { Page, PageOptions, PageState } from "./createPage.js";
import { createRealm, type Realm } from "./createRealm.js";
import type { PageSocket } from "./PageSocket.js";

/** What the model asks for; `now` is the server's time in epoch milliseconds. */
export type Order = { readonly now: number } & (
  | ({
      readonly op: "open";
      readonly page: number;
      /** Pages of one browser share what it keeps. */
      readonly browser: string;
      readonly seed: number;
      readonly skew: number;
      readonly shares: boolean;
    } & PageOptions)
  | { readonly op: "kill"; readonly page: number }
  | {
      readonly op: "call";
      readonly page: number;
      readonly action: keyof Page;
      readonly given: readonly unknown[];
    }
  | { readonly op: "show"; readonly page: number; readonly visible: boolean }
  | { readonly op: "online"; readonly page: number }
  | { readonly op: "opened"; readonly socket: number }
  | { readonly op: "frame"; readonly socket: number; readonly data: string }
  | { readonly op: "closed"; readonly socket: number; readonly code: number }
  | { readonly op: "advance" }
  | { readonly op: "look" }
  | { readonly op: "reset" }
);

/** What a page did with a socket. */
export type Deed = {
  readonly kind: "connect" | "send" | "close";
  readonly page: number;
  readonly socket: number;
  readonly data?: string;
};

/** `next` is when the next timer is due; `states` are those of pages that changed since they were last looked at. */
export type Report = {
  readonly now: number;
  readonly next: number | null;
  readonly deeds: readonly Deed[];
  readonly states?: Readonly<Record<number, PageState>>;
  readonly errors: readonly string[];
};

export type HostOptions = {
  /** Runs the pages' script with these names in place of the host's own. */
  createPage(globals: Realm["globals"], options: PageOptions, onChange: () => void): Page;
  createDatabases(): IDBFactory;
  /** Resolves when all that was begun has come to rest. */
  settled(): Promise<void>;
};

type Open = { readonly page: Page; readonly realm: Realm; readonly browser: Browser };

/** Many pages in one process, each with the real client core, on the model's time and network. */
export function createHost({ createPage, createDatabases, settled }: HostOptions) {
  let clock = createClock();
  let browsers = new Map<string, Browser>();
  let pages = new Map<number, Open>();
  let sockets = new Map<number, { page: number; socket: PageSocket }>();
  let changed = new Set<number>();
  let deeds: Deed[] = [];
  let lastSocket = 0;
  const errors: string[] = [];

  function open({ page: id, browser: name, seed, skew, shares, ...options }: Order & { op: "open" }) {
    const browser = browsers.get(name) ?? createBrowser(createDatabases(), clock);
    browsers.set(name, browser);
    const wire = {
      connect(socket: PageSocket) {
        sockets.set(++lastSocket, { page: id, socket });
        deeds.push({ kind: "connect", page: id, socket: lastSocket });
        return lastSocket;
      },
      send: (socket: number, data: string) => void deeds.push({ kind: "send", page: id, socket, data }),
      close: (socket: number) => void deeds.push({ kind: "close", page: id, socket }),
    };
    const realm = createRealm({ id, seed, skew, shares, browser, clock, wire });
    const page = createPage(realm.globals, options, () => changed.add(id));
    pages.set(id, { page, realm, browser });
    changed.add(id);
  }

  /** As when a tab is closed or crashes: nothing of it runs any more. */
  function kill(id: number) {
    clock.cancelAll(id);
    pages.get(id)?.browser.leave(id);
    pages.delete(id);
    changed.delete(id);
    for (const [socket, { page }] of sockets) if (page === id) sockets.delete(socket);
  }

  function reset() {
    clock = createClock();
    browsers = new Map();
    pages = new Map();
    sockets = new Map();
    changed = new Set();
    deeds = [];
    lastSocket = 0;
  }

  async function carryOut(order: Order) {
    switch (order.op) {
      case "reset":
        return reset();
      case "open":
        return open(order);
      case "kill":
        return kill(order.page);
      case "call":
        return (
          pages.get(order.page)?.page[order.action] as ((...given: readonly unknown[]) => void) | undefined
        )?.(...order.given);
      case "show":
        return pages.get(order.page)?.realm.setVisible(order.visible);
      case "online":
        return pages.get(order.page)?.realm.say("online");
      case "opened":
        return sockets.get(order.socket)?.socket.opened();
      case "frame":
        return sockets.get(order.socket)?.socket.received(order.data);
      case "closed":
        sockets.get(order.socket)?.socket.closed(order.code);
        return void sockets.delete(order.socket);
      case "advance":
        return advance(order.now);
    }
  }

  /** Timers one by one, until one of them needs the network. */
  async function advance(until: number) {
    while (!deeds.length && clock.runOne(until)) await settled();
  }

  function look(): Record<number, PageState> {
    const states = Object.fromEntries([...changed].map((id) => [id, pages.get(id)?.page.state()]));
    changed.clear();
    return states as Record<number, PageState>;
  }

  return {
    /** What a promise that nobody waits for failed with: a fault of the core's. */
    fail: (error: unknown) => void errors.push(String(error instanceof Error ? error.stack : error)),
    async handle(order: Order): Promise<Report> {
      if (order.op !== "advance") clock.moveTo(order.now);
      await carryOut(order);
      await settled();
      const states = order.op === "look" ? { states: look() } : {};
      const report = { now: clock.now, next: clock.next, deeds, errors: errors.splice(0), ...states };
      deeds = [];
      return report;
    },
  };
}
