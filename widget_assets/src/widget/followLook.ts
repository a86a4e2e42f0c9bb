const REFRESH_MS = 60_000;

/**
 * Follows whether the panel is before the visitor's eyes: open, in a page that is visible. Call what it gives when that may
 * have changed. In the end it is not.
 *
 * @param onRefresh called when it comes before the eyes, and each minute while it stays there
 */
export function followLook(
  isOpen: () => boolean,
  onLook: (looking: boolean) => void,
  onRefresh: () => void,
  signal: AbortSignal,
): () => void {
  let timer = 0;

  function look() {
    const looking = !signal.aborted && isOpen() && document.visibilityState === "visible";
    clearInterval(timer);
    onLook(looking);
    if (!looking) return;
    onRefresh();
    timer = setInterval(onRefresh, REFRESH_MS);
  }

  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", look);
  return look;
}
