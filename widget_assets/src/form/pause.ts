/**
 * Waits, no longer than until the browser is online again.
 *
 * @throws the signal's reason when it is aborted
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const end = (then: () => void) => () => {
      clearTimeout(timer);
      over.abort();
      then();
    };
    const timer = setTimeout(end(resolve), ms);
    addEventListener("online", end(resolve), over);
    signal.addEventListener(
      "abort",
      end(() => reject(signal.reason)),
      over,
    );
  });
}
