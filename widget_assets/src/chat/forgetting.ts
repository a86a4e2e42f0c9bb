import { openChannel } from "./openChannel.js";

/**
 * What all tabs of this website are told, each part of the widget by itself: `forgotten` when the visitor had everything
 * deleted in this browser, `erased` when the server says that the visitor's data is gone.
 */
export type Forgetting = "forgotten" | "erased";

const NAME = "tresen forgetting";

/** The parts in this tab, which are told so where there are no channels: then each tab is for itself. */
const parts = new Set<(what: Forgetting) => void>();

/** Tells the other tabs, and the other parts in this one. */
export function tellForgetting(what: Forgetting): void {
  const channel = openChannel(NAME);
  channel?.postMessage(what);
  channel?.close();
  if (!channel) for (const take of parts) take(what);
}

/** Follows it until the signal. Any script of this origin may post: only what is known counts. */
export function onForgetting(take: (what: Forgetting) => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  const channel = openChannel(NAME);
  channel?.addEventListener("message", ({ data }) => {
    if (data === "forgotten" || data === "erased") take(data);
  });
  parts.add(take);
  signal.addEventListener("abort", () => {
    channel?.close();
    parts.delete(take);
  });
}
