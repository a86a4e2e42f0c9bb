import { REPORTS } from "../chat/storeNames.js";
import type { ErrorEvent } from "./eventOf.js";

const MOST = 5;
const DAY_SECONDS = 86_400;

/** Keeps what could not be sent for the next visit, beside the newest others. */
export function keepEvent(event: ErrorEvent): void {
  try {
    localStorage.setItem(REPORTS, JSON.stringify([...takeEvents(), event].slice(-MOST)));
  } catch {
    // Where the browser keeps nothing it is dropped.
  }
}

/** Gives what is not older than a day, by a clock that may have been set back. Who takes it has it alone: another tab does not find it any more. */
export function takeEvents(): readonly ErrorEvent[] {
  try {
    const kept = localStorage.getItem(REPORTS) as string;
    localStorage.removeItem(REPORTS);
    return JSON.parse(kept)
      .slice(-MOST)
      .filter(({ timestamp }: ErrorEvent) => Math.abs(Date.now() / 1000 - timestamp) < DAY_SECONDS);
  } catch {
    // Any script of the page may have written there.
    return [];
  }
}
