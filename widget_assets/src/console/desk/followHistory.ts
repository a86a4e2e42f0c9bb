import { effect } from "@preact/signals";
import type { Desk } from "./createDesk.js";

/**
 * Keeps the browser's history in step with what is selected, so that "back" on a phone leads from a
 * conversation to the lists. The id is in the entry's state: it has no business in an address.
 */
export function followHistory(desk: Desk): () => void {
  let pushed = false;

  const stop = effect(() => {
    const id = desk.selected.value?.id ?? null;
    const shown: string | null = history.state?.conversation ?? null;
    if (id === shown) return;
    if (id === null && pushed) {
      pushed = false;
      history.back();
    } else if (id !== null && shown === null) {
      pushed = true;
      history.pushState({ conversation: id }, "");
    } else {
      history.replaceState(id === null ? null : { conversation: id }, "");
    }
  });

  function onPopState({ state }: PopStateEvent) {
    pushed = false;
    desk.select(state?.conversation ?? null);
  }

  addEventListener("popstate", onPopState);
  return () => {
    stop();
    removeEventListener("popstate", onPopState);
  };
}
