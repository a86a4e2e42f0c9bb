import { describe, expect, test } from "vitest";
import type { Entry } from "../../src/chat/applyEvent.js";
import { type Excerpt, emptyExcerpt, nextExcerpt, STEP } from "../../src/chat/excerpt.js";
import { message } from "./samples.js";

const LOG = Array.from({ length: 1_000 }, (_, index) => message(index + 1));
const known = (from: number, to: number): readonly Entry[] => LOG.slice(from - 1, to);
const ends = ({ entries }: Excerpt) => [entries[0]?.seq, entries.at(-1)?.seq];
const open = (from: number, to: number) => nextExcerpt(emptyExcerpt, known(from, to), false);

const pageBack = (shown: Excerpt, from: number, to: number) => nextExcerpt(shown, known(from, to), true);

test("a short conversation is drawn whole, and what comes is news", () => {
  const shown = nextExcerpt(open(1, 9), known(1, 10), true);
  expect(ends(shown)).toEqual([1, 10]);
  expect(shown).toMatchObject({ earlier: false, newer: false, news: true });
});

test("nothing at all is drawn of nothing", () => {
  expect(open(1, 0)).toMatchObject({ entries: [], earlier: false, newer: false });
});

test("what there is when it is opened is no news", () => {
  expect(open(1, 9).news).toBe(false);
});

test("of a long one the newest is drawn, and goes on with what comes", () => {
  const shown = open(1, 600);
  expect(ends(shown)).toEqual([401, 600]);
  const next = nextExcerpt(shown, known(1, 601), false);
  expect(ends(next)).toEqual([402, 601]);
  expect(next).toMatchObject({ earlier: true, newer: false, news: true });
});

test("whoever pages all the way back sees every entry, never more than 200 at once", () => {
  let shown = open(951, 1_000);
  const seen = new Set<Entry>();
  for (let from = 901; from > 0; from -= STEP) {
    const last = shown.entries[0]?.seq ?? 0;
    shown = pageBack(shown, from, 1_000);
    expect(ends(shown)[0]).toBe(from);
    expect(shown.entries.length).toBeLessThanOrEqual(200);
    expect(shown.entries.some(({ seq }) => seq === last)).toBe(true);
    expect(shown.news).toBe(false);
    for (const entry of shown.entries) seen.add(entry);
  }
  expect(seen.size).toBe(1_000);
  expect(shown).toMatchObject({ earlier: false, newer: true });
});

describe("whoever reads further back", () => {
  const back = pageBack(open(801, 1_000), 751, 1_000);

  test("sees nothing come or go at the end", () => {
    expect(ends(back)).toEqual([751, 950]);
    expect(nextExcerpt(back, known(751, 1_000), false).entries).toEqual(back.entries);
  });

  test("goes forward again, from page to page up to the newest", () => {
    const next = nextExcerpt(back, known(751, 1_000), false, STEP);
    expect(ends(next)).toEqual([801, 1_000]);
    expect(next).toMatchObject({ earlier: true, newer: false, news: false });
  });

  test("goes forward no further than to the newest", () => {
    expect(ends(nextExcerpt(back, known(751, 970), false, STEP))).toEqual([771, 970]);
  });

  test("goes back again through what the page has", () => {
    const next = nextExcerpt(back, known(751, 1_000), false, STEP);
    expect(ends(nextExcerpt(next, known(751, 1_000), true, STEP))).toEqual([751, 950]);
  });

  test("keeps a full excerpt while something comes at its end", () => {
    const shown = nextExcerpt(open(1, 200), known(1, 201), true);
    expect(ends(shown)).toEqual([1, 200]);
    expect(shown.newer).toBe(true);
  });

  test("keeps what is there, too, when much comes at once", () => {
    expect(ends(nextExcerpt(open(1, 190), known(1, 240), true))).toEqual([1, 200]);
  });

  test("is taken to the newest when the entries that were drawn are gone", () => {
    expect(ends(nextExcerpt(back, known(990, 1_000), true))).toEqual([990, 1_000]);
  });
});

test("no step leads over the beginning or the end", () => {
  expect(ends(nextExcerpt(open(1, 120), known(1, 120), true, STEP))).toEqual([1, 120]);
  expect(ends(nextExcerpt(open(1, 120), known(1, 120), false, STEP))).toEqual([1, 120]);
});

test("a log that loses its beginning is drawn from where it begins", () => {
  expect(ends(nextExcerpt(open(1, 100), known(51, 100), false))).toEqual([51, 100]);
});
