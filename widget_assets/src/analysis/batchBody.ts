import type { UsageBatch } from "../protocol/requests.js";
import type { Batch } from "./createRecorder.js";

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
const MOST_PIXELS = 32_767;
const OLDEST_MS = 86_400_000;

const pixels = (size: number) => Math.min(Math.max(Math.round(size), 1), MOST_PIXELS);

/** What is sent of a batch `now`, by the clock of that name; `undefined` once it is too old. */
export function batchBody(
  { batch_id, visit_id, events }: Batch,
  now: number,
  locale: string,
): UsageBatch | undefined {
  const [first] = events;
  if (!first || now - first.at > OLDEST_MS) return undefined;
  return {
    batch_id,
    visit_id,
    page: first.page,
    // Some browsers on some systems have a name for it that is no language tag.
    locale: LANGUAGE.test(navigator.language) ? navigator.language : locale,
    width: pixels(screen.width),
    height: pixels(screen.height),
    events: events.map(({ event, at }) => ({ ...event, age: Math.max(Math.round(now - at), 0) })),
  };
}
