import { now } from "../chat/now.js";
import type { Noted } from "../chat/usage.js";
import { USAGE_EVENTS } from "../protocol/frames.js";
import { addNoted, type Waiting } from "./addNoted.js";
import { batchBody } from "./batchBody.js";
import { batchLength } from "./batchLength.js";
import { pageAddress } from "./pageAddress.js";
import { postBatch } from "./postBatch.js";
import { randomHex } from "./randomHex.js";

/** What goes in one request. Sent again it is the same: by its id and their places the server knows the events. */
export type Batch = {
  readonly batch_id: string;
  readonly visit_id: string;
  readonly events: readonly Waiting[];
};

export type Recorder = {
  /** `at` is of the clock of `now`. */
  note(event: Noted, at: number): void;
  /** Drops what waits; what is on its way is called back as far as that is possible. */
  drop(): void;
};

export type RecorderOptions = {
  /** The chat's own origin. */
  readonly origin: string;
  readonly locale: string;
  /** The panel ends: what waits is sent as from a page that is left, and no more is tried. */
  readonly signal: AbortSignal;
  /** Asked before each request. Where it says no, all that waits is dropped. */
  isAllowed(): boolean | undefined;
  visitId(): string;
};

const WAIT_MS = 15_000;
const LONGEST_MS = 600_000;
const TRIES = 8;
const ID_BYTES = 16;

/** Half of it at least, so that a thousand clients do not come back together, nor at once. */
const patience = (tries: number) => (0.5 + Math.random() / 2) * Math.min(LONGEST_MS, WAIT_MS * 2 ** tries);

/** Sends what is noted, a few seconds' worth at a time, and what is left when the page is. In memory alone. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { origin, locale, signal: ended, isAllowed, visitId } = options;
  let waiting: readonly Waiting[] = [];
  let timer = 0;
  /** Those of what is tried again. */
  const timers = new Set<number>();
  /** What was not decided about, and how often it was tried. */
  const open = new Map<Batch, number>();
  const underway = new Set<Batch>();
  let aborter = new AbortController();

  function note(event: Noted, at: number) {
    waiting = addNoted(waiting, { event, at, page: pageAddress(location) });
    if (waiting.length >= USAGE_EVENTS) flush(false);
    else timer ||= setTimeout(flush, WAIT_MS, false);
  }

  function flush(isLeaving: boolean) {
    clearTimeout(timer);
    timer = 0;
    while (waiting.length) {
      const many = batchLength(waiting);
      const batch = { batch_id: randomHex(ID_BYTES), visit_id: visitId(), events: waiting.slice(0, many) };
      waiting = waiting.slice(many);
      open.set(batch, 0);
      void deliver(batch, isLeaving);
    }
  }

  async function deliver(batch: Batch, isLeaving: boolean) {
    if (!isAllowed()) return drop();
    const { signal } = aborter;
    const body = batchBody(batch, now(), locale);
    underway.add(batch);
    const isDone = !body || (await postBatch(origin, body, isLeaving, signal));
    underway.delete(batch);
    const tries = (open.get(batch) ?? TRIES) + 1;
    if (isDone || tries >= TRIES) return void open.delete(batch);
    // Who often looks away uses nothing up: its next try stands.
    if (ended.aborted || (isLeaving && tries > 1)) return;
    open.set(batch, tries);
    repeatIn(patience(tries), batch);
  }

  function repeatIn(ms: number, batch: Batch) {
    const timer = setTimeout(() => {
      timers.delete(timer);
      repeat(batch, false);
    }, ms);
    timers.add(timer);
  }

  function repeat(batch: Batch, isLeaving: boolean) {
    if (!open.has(batch)) return;
    if (!underway.has(batch)) void deliver(batch, isLeaving);
    else if (!isLeaving) repeatIn(WAIT_MS, batch);
  }

  function leave() {
    for (const batch of open.keys()) repeat(batch, true);
    flush(true);
  }

  function drop() {
    clearTimeout(timer);
    timer = 0;
    waiting = [];
    open.clear();
    aborter.abort();
    aborter = new AbortController();
  }

  function end() {
    leave();
    timers.forEach(clearTimeout);
  }

  const hide = () => document.visibilityState === "hidden" && leave();
  // Which of the two comes, and which first, depends on the browser.
  document.addEventListener("visibilitychange", hide, { signal: ended });
  addEventListener("pagehide", leave, { signal: ended });
  ended.addEventListener("abort", end);
  return { note, drop };
}
