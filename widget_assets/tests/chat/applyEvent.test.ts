import { describe, expect, test } from "vitest";
import {
  addEntries,
  applyEvent,
  cursor,
  type Entry,
  emptyView,
  type View,
} from "../../src/chat/applyEvent.js";
import { noMarks } from "../../src/chat/marks.js";
import type { ConversationState, Event, Marks, Party } from "../../src/protocol/frames.js";
import { CONVERSATION, conversation, message, note, opened } from "./samples.js";

const added = (...entries: Entry[]): Event => ({
  type: "entries_added",
  conversation_id: CONVERSATION,
  entries,
});
const history = (entries: readonly Entry[], earlier = false): Event => ({
  type: "history_read",
  command_id: "c",
  conversation_id: CONVERSATION,
  entries,
  earlier,
});
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const apply = (...events: Event[]): View => events.reduce(applyEvent, emptyView);
const seqs = (view: View) => view.entries.map(({ seq }) => seq);

test("the next entry is shown, a known one is dropped without a trace", () => {
  const view = apply(opened("c", range(1, 2)), added(message(3)));
  expect(seqs(view)).toEqual([1, 2, 3]);
  expect(applyEvent(view, added(message(2)))).toBe(view);
});

test("a gap is noticed once, nothing is shown behind it, and opening again closes it", () => {
  const view = apply(opened("c", range(1, 2)), added(message(4)));
  expect(view.behind).toBe(true);
  expect(cursor(view)).toBe(2);
  expect(applyEvent(view, added(message(5)))).toBe(view);
  const repaired = applyEvent(view, opened("c", range(3, 5)));
  expect(seqs(repaired)).toEqual([1, 2, 3, 4, 5]);
  expect(repaired.behind).toBe(false);
});

test("opening again with nothing new keeps what is known", () => {
  const view = apply(opened("c", range(1, 3)), {
    ...opened("c", []),
    conversation: conversation("taken", 3),
  });
  expect(seqs(view)).toEqual([1, 2, 3]);
});

test("a page that does not follow takes the place of what is known, so that there is no gap", () => {
  const view = apply(opened("c", range(1, 3)), opened("c", range(60, 62), "taken", true));
  expect(seqs(view)).toEqual([60, 61, 62]);
  expect(view.earlier).toBe(true);
});

test("a page that overlaps leaves earlier pages in place", () => {
  const view = apply(
    opened("c", range(51, 60), "taken", true),
    history(range(1, 50)),
    opened("c", range(58, 62)),
  );
  expect(seqs(view)).toEqual(range(1, 62).map(({ seq }) => seq));
  expect(view.earlier).toBe(false);
});

test("another log drops the old one", () => {
  const another = {
    ...opened("c", range(1, 2)),
    conversation: { ...conversation("waiting"), started_at: 99 },
  };
  expect(seqs(apply(opened("c", range(1, 5)), another))).toEqual([1, 2]);
});

test("a conversation that is gone leaves nothing", () => {
  const view = apply(opened("c", range(1, 5)), { ...opened("c", []), conversation: null });
  expect(view).toEqual(emptyView);
});

test("history that does not precede is passed over, an empty page ends it", () => {
  const view = apply(opened("c", range(51, 60), "taken", true));
  expect(applyEvent(view, history(range(1, 49)))).toBe(view);
  expect(applyEvent(view, history([]))).toEqual({ ...view, earlier: false });
});

test.each<[Entry, ConversationState]>([
  [note(2, "started"), "waiting"],
  [note(2, "taken", "agent"), "taken"],
  [note(2, "closed", "agent"), "closed"],
  [note(2, "reopened", "visitor"), "waiting"],
  [note(2, "reopened", "agent"), "taken"],
])("%o leaves the conversation %s", (entry, state) => {
  const before = state === "closed" ? "taken" : "closed";
  const view = apply(opened("c", [message(1)], before), added(entry));
  expect(view.conversation).toMatchObject({ state, changed_at: 2 });
});

test.each<Entry>([note(2, "observed", "agent"), message(2)])("$kind changes no state", (entry) => {
  const before = apply(opened("c", [message(1)], "waiting"));
  expect(applyEvent(before, added(entry)).conversation).toBe(before.conversation);
});

test("an answer that was read before the newest entry does not take the state back", () => {
  const late = { ...opened("c", []), conversation: conversation("waiting", 1) };
  const view = apply(opened("c", [note(1, "started")], "waiting"), added(note(2, "taken", "agent")), late);
  expect(view.conversation?.state).toBe("taken");
});

test("the server's word on a conversation counts when it is not older", () => {
  const view = apply(opened("c", [note(1, "started"), note(2, "taken", "agent")]));
  const change = (changed_at: number): Event => ({
    type: "conversation_changed",
    conversation: { ...conversation("taken", changed_at), agent_id: "a" },
  });
  expect(applyEvent(view, change(2)).conversation?.agent_id).toBe("a");
  expect(applyEvent(view, change(1))).toBe(view);
  const other = { ...conversation("closed", 9), conversation_id: "shop.other" };
  expect(applyEvent(view, { type: "conversation_changed", conversation: other })).toBe(view);
});

test("an event of a later release changes nothing", () => {
  const view = apply(opened("c", range(1, 2)));
  expect(applyEvent(view, { type: "of_tomorrow" } as unknown as Event)).toBe(view);
});

test("what comes of a conversation of which nothing is known asks for it", () => {
  const view = apply(added(note(1, "started")));
  expect(view).toEqual({ ...emptyView, behind: true });
  expect(applyEvent(view, added(message(2)))).toBe(view);
});

test("several entries at once are shown in a row, the known ones of them not again", () => {
  const view = apply(opened("c", range(1, 3)), added(...range(2, 5)));
  expect(seqs(view)).toEqual([1, 2, 3, 4, 5]);
});

describe("marks", () => {
  const mark = (author: Party, delivered: number, seen: number): Event => ({
    type: "entries_marked",
    conversation_id: CONVERSATION,
    author,
    mark: { delivered, seen },
  });
  const typing = (author: Party, seen: number): Event => ({
    type: "typing_announced",
    conversation_id: CONVERSATION,
    author,
    seen,
  });
  const marked = (visitor: number, agent: number): Marks => ({
    visitor: { delivered: visitor, seen: visitor },
    agent: { delivered: agent, seen: agent },
  });

  test("come with the conversation, by themselves, with what is typed and with what is written", () => {
    const view = apply({ ...opened("c", range(1, 9)), marks: marked(1, 2) });
    expect(view.marks).toEqual(marked(1, 2));
    expect(applyEvent(view, mark("agent", 5, 4)).marks.agent).toEqual({ delivered: 5, seen: 4 });
    expect(applyEvent(view, typing("visitor", 7)).marks.visitor).toEqual({ delivered: 7, seen: 7 });
    const written = applyEvent(view, added(message(10, "agent", "m10", 8)));
    expect(written.marks).toEqual(marked(1, 8));
  });

  test("of a page of history count too", () => {
    const view = apply(opened("c", range(51, 60), "taken", true));
    const read = applyEvent(view, history([message(50, "visitor", "m50", 49)]));
    expect(read.marks.visitor).toEqual({ delivered: 49, seen: 49 });
  });

  test("never fall, and those that say nothing new change nothing", () => {
    const view = apply({ ...opened("c", range(1, 9)), marks: marked(5, 5) });
    for (const event of [mark("agent", 4, 3), mark("visitor", 5, 5), typing("agent", 5)])
      expect(applyEvent(view, event)).toBe(view);
    expect(applyEvent(view, { ...opened("c", []), marks: marked(1, 6) }).marks).toEqual(marked(5, 6));
  });

  test("of another log are forgotten", () => {
    const view = apply({ ...opened("c", range(1, 9)), marks: marked(5, 5) });
    const another = { ...conversation("waiting"), started_at: 99 };
    expect(applyEvent(view, { ...opened("c", range(1, 2)), conversation: another }).marks).toEqual(noMarks);
  });
});

/** A small generator (mulberry32): the same schedules in every run. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe("whatever is lost, repeated or out of order", () => {
  const log = range(1, 60);
  test.each(Array.from({ length: 200 }, (_, seed) => seed))(
    "no gap and no double, and all of it in the end (%i)",
    (seed) => {
      const next = random(seed);
      let view = emptyView;
      let written = 1;
      for (let step = 0; step < 200; step++) {
        written = Math.min(log.length, written + next(2));
        const from = Math.max(0, written - 1 - next(8));
        const kind = next(4);
        if (kind === 0) view = applyEvent(view, opened("c", log.slice(from, written), "taken", from > 0));
        else if (kind === 1) view = addEntries(view, log.slice(from, written));
        else if (kind === 2) {
          const before = (view.entries[0]?.seq ?? 1) - 1 - next(2);
          view = applyEvent(
            view,
            history(log.slice(Math.max(0, before - 5), Math.max(0, before)), before > 5),
          );
        } else view = applyEvent(view, added(log[from] as Entry));
        const first = view.entries[0]?.seq ?? 1;
        expect(seqs(view)).toEqual(view.entries.map((_, index) => first + index));
      }
      view = applyEvent(view, opened("c", log.slice(cursor(view)), "taken"));
      expect(cursor(view)).toBe(60);
    },
  );
});
