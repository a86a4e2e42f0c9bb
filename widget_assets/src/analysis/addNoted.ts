import type { Noted } from "../chat/usage.js";

/** Something that waits to be sent. */
export type Waiting = {
  readonly event: Noted;
  /** By the clock of `now`. */
  readonly at: number;
  /** Where it was. */
  readonly page: string;
};

/** Messages that come within it are counted together. */
const TOGETHER_MS = 15_000;
const MOST = 1_000;

/** What waits after something was noted; messages are added to those before, if there are some on the same page. */
export function addNoted(waiting: readonly Waiting[], noted: Waiting): readonly Waiting[] {
  const { event, at, page } = noted;
  const before = waiting.find(
    (each) => each.event.type === event.type && each.page === page && at - each.at < TOGETHER_MS,
  );
  if (!before || !("count" in event && "count" in before.event)) return [...waiting, noted];
  const count = before.event.count + event.count;
  if (count > MOST) return [...waiting, noted];
  return waiting.map((each) => (each === before ? { ...before, event: { ...event, count } } : each));
}
