import { expect, test } from "vitest";
import { applyEvent, emptyView, type View } from "../../src/chat/applyEvent.js";
import { fateOf } from "../../src/chat/fateOf.js";
import { noMarks } from "../../src/chat/marks.js";
import type { Mark, Message } from "../../src/protocol/frames.js";
import { message, opened } from "./samples.js";

const view = (agent: Mark): View =>
  applyEvent(emptyView, {
    ...opened("c", [message(1), message(2, "visitor"), message(3, "visitor")]),
    marks: { ...noMarks, agent },
  });
const fates = (known: View) => known.entries.map((entry) => fateOf(known, entry as Message));

test.each<[Mark, string[]]>([
  [{ delivered: 0, seen: 0 }, ["sent", "sent"]],
  [{ delivered: 2, seen: 0 }, ["delivered", "sent"]],
  [{ delivered: 3, seen: 2 }, ["seen", "delivered"]],
  [{ delivered: 3, seen: 3 }, ["seen", "seen"]],
])("with %o of the other party the messages are %o", (mark, expected) => {
  expect(fates(view(mark)).slice(1)).toEqual(expected);
});

test("what its own author has seen says nothing", () => {
  expect(fates(view({ delivered: 3, seen: 3 }))[0]).toBe("sent");
});
