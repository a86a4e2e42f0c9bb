/**
 * What all tabs of this website are told, each part of the widget by itself: `forgotten` when the visitor had everything
 * deleted in this browser, `erased` when the server says that the visitor's data is gone.
 */
export type Forgetting = "forgotten" | "erased";

const NAME = "tresen forgetting";

/** The parts in this tab, where there are no channels: then each tab is for itself. */
const parts: ((what: Forgetting) => void)[] = [];

/** Tells the other tabs, and the other parts in this one. */
export function tellForgetting(what: Forgetting): void {
  try {
    const channel = new BroadcastChannel(NAME);
    channel.postMessage(what);
    channel.close();
  } catch {
    for (const take of parts) take(what);
  }
}

/** Follows it for as long as the page lives. Any script of this origin may post: only what is known counts. */
export function onForgetting(take: (what: Forgetting) => void): void {
  try {
    new BroadcastChannel(NAME).addEventListener("message", ({ data }) => {
      if (data === "forgotten" || data === "erased") take(data);
    });
  } catch {
    parts.push(take);
  }
}
