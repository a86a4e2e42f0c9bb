/** Time that only the model moves. `now` is the server's, in epoch milliseconds; a page may see another. */
export type Clock = {
  readonly now: number;
  /** When the next timer is due. */
  readonly next: number | null;
  /** Runs `action` once after some milliseconds; the number names it. */
  after(ms: number, owner: number, action: () => void): number;
  cancel(timer: number): void;
  /** A page is gone and its timers with it. */
  cancelAll(owner: number): void;
  /** Runs the first timer that is due until then; false when there is none. */
  runOne(until: number): boolean;
  moveTo(now: number): void;
};

type Timer = { readonly due: number; readonly owner: number; readonly action: () => void };

export function createClock(): Clock {
  const timers = new Map<number, Timer>();
  let now = 0;
  let last = 0;

  /** Of two that are due at once the older one. */
  function first(): [number, Timer] | undefined {
    let found: [number, Timer] | undefined;
    for (const each of timers) if (!found || each[1].due < found[1].due) found = each;
    return found;
  }

  return {
    get now() {
      return now;
    },
    get next() {
      return first()?.[1].due ?? null;
    },
    after(ms, owner, action) {
      timers.set(++last, { due: now + Math.max(0, Math.ceil(ms || 0)), owner, action });
      return last;
    },
    cancel: (timer) => void timers.delete(timer),
    cancelAll(owner) {
      for (const [id, timer] of timers) if (timer.owner === owner) timers.delete(id);
    },
    runOne(until) {
      const found = first();
      if (!found || found[1].due > until) return false;
      const [id, { due, action }] = found;
      timers.delete(id);
      now = Math.max(now, due);
      action();
      return true;
    },
    moveTo(time) {
      now = Math.max(now, time);
    },
  };
}
