import type { Clock } from "./createClock.js";

type Listener = (message: MessageEvent) => void;

/** What the pages of one browser share: its databases, its locks, its channels. */
export type Browser = {
  readonly databases: IDBFactory;
  locksOf(page: number): Pick<LockManager, "request">;
  channelOf(
    page: number,
  ): new (
    name: string,
  ) => EventTarget & { postMessage(value: unknown): void; close(): void };
  /** A page is gone: its locks are free, its channels silent. */
  leave(page: number): void;
};

type Held = { readonly page: number; readonly release: () => void; readonly rob: () => void };
type Waiting = { readonly page: number; readonly grant: () => void };

export function createBrowser(databases: IDBFactory, clock: Clock): Browser {
  const held = new Map<string, Held>();
  const queues = new Map<string, Waiting[]>();
  const channels = new Set<{ page: number; name: string; hear: (data: unknown) => void }>();

  function free(name: string) {
    held.delete(name);
    queues.get(name)?.shift()?.grant();
  }

  /** https://www.w3.org/TR/web-locks/ : one holder of a name; a robbed one's promise fails with AbortError. */
  function request(page: number, name: string, options: LockOptions, task: LockGrantedCallback<unknown>) {
    return new Promise<unknown>((resolve, reject) => {
      function grant() {
        let gone = false;
        const end = (settle: () => void) => {
          if (gone) return;
          gone = true;
          settle();
        };
        const release = () => {
          if (!gone && held.get(name) === mine) free(name);
        };
        const mine: Held = {
          page,
          release,
          rob: () => end(() => reject(new DOMException("stolen", "AbortError"))),
        };
        held.set(name, mine);
        void Promise.resolve(task({ name, mode: "exclusive" })).then(
          (value) => {
            release();
            end(() => resolve(value));
          },
          (error: unknown) => {
            release();
            end(() => reject(error));
          },
        );
      }
      if (options.steal) {
        held.get(name)?.rob();
        held.delete(name);
        return grant();
      }
      if (!held.has(name)) return grant();
      if (options.ifAvailable) return resolve(task(null));
      const waiting: Waiting = { page, grant };
      queues.set(name, [...(queues.get(name) ?? []), waiting]);
      options.signal?.addEventListener("abort", () => {
        queues.set(
          name,
          (queues.get(name) ?? []).filter((each) => each !== waiting),
        );
        reject(options.signal?.reason);
      });
    });
  }

  return {
    databases,
    locksOf: (page) =>
      ({
        request(name: string, ...rest: readonly unknown[]) {
          const task = rest.at(-1) as LockGrantedCallback<unknown>;
          const options = rest.length > 1 ? (rest[0] as LockOptions) : {};
          // Granted in a task of its own, as a browser does it.
          return new Promise<unknown>((resolve, reject) => {
            clock.after(0, page, () => void request(page, name, options, task).then(resolve, reject));
          });
        },
      }) as Pick<LockManager, "request">,
    channelOf: (page) =>
      class extends EventTarget {
        onmessage: Listener | null = null;
        readonly #own;

        constructor(readonly name: string) {
          super();
          const hear = (data: unknown) => {
            const event = new MessageEvent("message", { data });
            this.onmessage?.(event);
            this.dispatchEvent(event);
          };
          this.#own = { page, name, hear };
          channels.add(this.#own);
        }

        postMessage(value: unknown) {
          for (const each of channels) {
            if (each === this.#own || each.name !== this.name) continue;
            const copy: unknown = structuredClone(value);
            clock.after(0, each.page, () => channels.has(each) && each.hear(copy));
          }
        }

        close() {
          channels.delete(this.#own);
        }
      },
    leave(page) {
      for (const each of channels) if (each.page === page) channels.delete(each);
      for (const [name, queue] of queues)
        queues.set(
          name,
          queue.filter((each) => each.page !== page),
        );
      for (const [name, lock] of held) if (lock.page === page) free(name);
    },
  };
}
