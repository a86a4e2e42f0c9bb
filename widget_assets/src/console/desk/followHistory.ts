import { effect } from "@preact/signals";
import type { Opened, Place } from "./createPlace.js";

const keyOf = (opened: Opened) => (opened ? JSON.stringify(opened) : null);

/**
 * Keeps the browser's history in step with what is open, so that "back" on a phone leads from a conversation to the
 * lists. The id is in the entry's state: it has no business in an address.
 */
export function followHistory({ opened, open }: Pick<Place, "opened" | "open">): () => void {
  let pushed = false;

  const stop = effect(() => {
    const now = opened.value;
    const shown: Opened = history.state;
    if (keyOf(now) === keyOf(shown)) return;
    if (!now && pushed) {
      pushed = false;
      history.back();
    } else if (now && !shown) {
      pushed = true;
      history.pushState(now, "");
    } else {
      history.replaceState(now, "");
    }
  });

  function onPopState({ state }: PopStateEvent) {
    pushed = false;
    open(state);
  }

  addEventListener("popstate", onPopState);
  return () => {
    stop();
    removeEventListener("popstate", onPopState);
  };
}
