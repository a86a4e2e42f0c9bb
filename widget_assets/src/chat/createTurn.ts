/**
 * Waits for the turn among the tabs of this site: one at a time has it, the next when that one ends. Where the browser
 * refuses, each tab has its own.
 *
 * @param signal gives the turn up, and waits for none
 * @param onRobbed another tab stole it
 * @returns takes it from a tab that does not react
 */
export function createTurn(
  name: string,
  signal: AbortSignal,
  onTurn: () => void,
  onRobbed: () => void,
): () => void {
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
