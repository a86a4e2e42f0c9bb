/** One tab at a time has the turn, the next when that one ends. */
export type Turn = {
  /** Takes it from a tab that does not react. */
  steal(): void;
  end(): void;
};

export type TurnOptions = {
  name: string;
  onTurn(): void;
  /** Another tab stole it. */
  onRobbed(): void;
};

/** Waits for the turn among the tabs of this site. Where the browser refuses, each tab has its own. */
export function createTurn({ name, onTurn, onRobbed }: TurnOptions): Turn {
  let waiting = new AbortController();
  let release = () => {};
  let ended = false;

  async function claim(options: LockOptions) {
    let held = false;
    try {
      await navigator.locks.request(name, options, () => {
        if (ended) return;
        held = true;
        onTurn();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      });
    } catch {
      if (ended || (options.signal?.aborted && !held)) return;
      if (!held) return queueMicrotask(onTurn);
      onRobbed();
      wait();
    }
  }

  function wait() {
    waiting = new AbortController();
    void claim({ signal: waiting.signal });
  }

  wait();

  return {
    steal() {
      waiting.abort();
      void claim({ steal: true });
    },
    end() {
      ended = true;
      waiting.abort();
      release();
    },
  };
}
