export type TurnOptions = {
  name: string;
  onTurn(): void;
  /** Another tab stole it. */
  onRobbed(): void;
  /** Gives the turn up, and waits for none. */
  signal: AbortSignal;
};

/**
 * Waits for the turn among the tabs of this site: one at a time has it, the next when that one ends. Where the browser
 * refuses, each tab has its own.
 *
 * @returns takes it from a tab that does not react
 */
export function createTurn({ name, onTurn, onRobbed, signal }: TurnOptions): () => void {
  async function claim(options: LockOptions) {
    let held = false;

    function hold() {
      if (signal.aborted) return;
      held = true;
      onTurn();
      return new Promise((resolve) => signal.addEventListener("abort", resolve));
    }

    try {
      await navigator.locks.request(name, options, hold);
    } catch {
      if (!held) return queueMicrotask(hold);
      onRobbed();
      // A thief still waits for its own turn.
      if (options.signal) void claim(options);
    }
  }

  void claim({ signal });

  return () => void claim({ steal: true });
}
