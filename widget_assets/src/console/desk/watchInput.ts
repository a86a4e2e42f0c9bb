export type InputWatch = {
  /** Looks now: a machine that slept has no timers, so they may be late. */
  check(): void;
  stop(): void;
};

export type InputWatchOptions = {
  quietMs: number;
  /** A sign of life. */
  onInput(): void;
  /** There was none for `quietMs`; said once. */
  onQuiet(): void;
};

const SIGNS = ["pointerdown", "pointermove", "wheel", "keydown", "input", "focus"] as const;

/** Whether somebody uses this page. */
export function watchInput({ quietMs, onInput, onQuiet }: InputWatchOptions): InputWatch {
  let newest = Date.now();
  let timer = setTimeout(check, quietMs);

  function check() {
    clearTimeout(timer);
    const left = newest + quietMs - Date.now();
    if (left > 0) timer = setTimeout(check, left);
    else onQuiet();
  }

  function onSign({ type, target }: Event) {
    // The page itself moves the focus within it.
    if (type === "focus" && target instanceof Node) return;
    const wasQuiet = Date.now() - newest >= quietMs;
    newest = Date.now();
    if (wasQuiet) check();
    onInput();
  }

  for (const sign of SIGNS) addEventListener(sign, onSign, { capture: true, passive: true });
  return {
    check,
    stop() {
      clearTimeout(timer);
      for (const sign of SIGNS) removeEventListener(sign, onSign, { capture: true });
    },
  };
}
