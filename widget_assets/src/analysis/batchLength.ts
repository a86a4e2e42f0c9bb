import { USAGE_EVENTS } from "../protocol/frames.js";
import type { Waiting } from "./addNoted.js";

/** How many of what waits go together: the first, and what was on the same page, as far as there is room. */
export function batchLength(waiting: readonly Waiting[]): number {
  const other = waiting.findIndex(({ page }) => page !== waiting[0]?.page);
  return Math.min(other < 0 ? waiting.length : other, USAGE_EVENTS);
}
