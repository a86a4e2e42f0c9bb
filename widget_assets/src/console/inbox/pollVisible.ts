/** Calls at once, and each time after `everyMs`, while the page is before somebody's eyes; gives what ends that. */
export function pollVisible(everyMs: number, call: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;

  function due() {
    if (document.visibilityState !== "visible" || performance.now() - last < everyMs) return;
    last = performance.now();
    call();
  }

  const timer = setInterval(due, everyMs / 4);
  document.addEventListener("visibilitychange", due);
  due();
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", due);
  };
}
