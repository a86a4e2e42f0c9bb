import type { Entry } from "./applyEvent.js";

/** What is drawn of a conversation: entries that follow one another, so few that its length does not matter. */
export type Excerpt = {
  readonly entries: readonly Entry[];
  /** The page knows entries before them, and after them. */
  readonly earlier?: boolean;
  readonly newer?: boolean;
  /** What was added is new. What was said before is there to be read, not to be read out. */
  readonly news?: boolean;
};

/** As many as a page of the history has. */
export const STEP = 50;
const MOST = 200;

/** Of what comes after it, the newest is drawn. */
export const emptyExcerpt: Excerpt = { entries: [] };

/**
 * The excerpt after the entries that the page knows have changed, or when the reader goes on `by` so many. An end that
 * had nothing beyond it goes on with what is known; what is too much goes at the other end than the reader is, who may
 * be `back` near the first.
 */
export function nextExcerpt(shown: Excerpt, known: readonly Entry[], back: boolean, by = 0): Excerpt {
  const [first] = shown.entries;
  const at = (entry: Entry | undefined) => known.indexOf(entry as Entry);
  // The last is gone if another part of the log has been read since.
  const last = (shown.newer && at(shown.entries.at(-1)) + 1) || known.length;
  const end = Math.min(last + by, known.length);
  const from = Math.max(0, back ? (shown.earlier ? at(first) : 0) - by : end - MOST);
  const to = back ? from + MOST : end;
  const entries = known.slice(from, to);
  const news = !shown.newer && !!first && entries.indexOf(first) < 1;
  return { entries, earlier: from > 0, newer: to < known.length, news };
}
