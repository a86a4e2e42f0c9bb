import { expect, test } from "vitest";
import { applyEvent, cursor, emptyView, type View } from "../../src/chat/applyEvent.js";
import { trim } from "../../src/chat/trim.js";
import { CONVERSATION, message, opened } from "./samples.js";

const view = (from: number, to: number): View =>
  applyEvent(
    emptyView,
    opened(
      "c",
      Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
    ),
  );

test("a view that grows over its length loses its beginning, which can be read again", () => {
  const trimmed = trim(view(1, 400), view(1, 401));
  expect(trimmed).toMatchObject({ earlier: true });
  expect([trimmed.entries[0]?.seq, cursor(trimmed)]).toEqual([201, 401]);
});

test("a view of 5,000 entries that come one by one stays short", () => {
  let known = view(1, 1);
  for (let seq = 2; seq <= 5_000; seq++) {
    const entries = [message(seq)];
    known = trim(known, applyEvent(known, { type: "entries_added", conversation_id: CONVERSATION, entries }));
    expect(known.entries.length).toBeLessThanOrEqual(400);
  }
  expect(cursor(known)).toBe(5_000);
});

test("what was read of the past stays, however long", () => {
  const read = view(1, 600);
  expect(trim(view(401, 600), read)).toBe(read);
});

test("a short view stays as it is", () => {
  const short = view(1, 400);
  expect(trim(view(1, 399), short)).toBe(short);
});
