import { expect, test } from "vitest";
import { layOutLog } from "../../../src/console/words/layOutLog.js";
import { message, note } from "../samples.js";

const MINUTE = 60_000;
const noon = new Date(2026, 2, 4, 12).getTime();
const kinds = (items: ReturnType<typeof layOutLog>) => items.map(({ kind }) => kind);

test("messages of one party that follow closely belong together", () => {
  const at = [0, 1, 5.9, 11].map((minutes) => noon + minutes * MINUTE);
  const items = layOutLog(at.map((time, index) => message(index + 1, "visitor", { at: time })));
  const groups = items.flatMap((item) =>
    item.kind === "messages" ? [item.messages.map(({ seq }) => seq)] : [],
  );
  expect(groups).toEqual([[1, 2, 3], [4]]);
});

test("another author and a note part them", () => {
  const entries = [message(1), message(2, "agent"), { ...note("observed", 3, "agent") }, message(4, "agent")];
  const items = layOutLog(entries.map((entry) => ({ ...entry, at: noon })));
  expect(kinds(items)).toEqual(["day", "messages", "messages", "note", "messages"]);
});

test("each new day is announced", () => {
  const items = layOutLog([
    message(1, "visitor", { at: noon }),
    message(2, "visitor", { at: noon + 24 * 60 * MINUTE }),
  ]);
  expect(kinds(items)).toEqual(["day", "messages", "day", "messages"]);
});

test("no two items have one key", () => {
  const items = layOutLog([note("started", 1), message(2), note("taken", 3, "agent"), message(4)]);
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
});
