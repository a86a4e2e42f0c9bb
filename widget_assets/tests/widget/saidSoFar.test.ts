import { expect, test } from "vitest";
import { emptyView, type View } from "../../src/chat/applyEvent.js";
import { saidSoFar } from "../../src/widget/saidSoFar.js";
import { conversation, message, note } from "../chat/samples.js";

const UNSENT = [{ client_message_id: "u", text: "unsent", cursor: null }];
const view = (
  state: "waiting" | "taken" | "closed",
  ...entries: ReturnType<typeof message | typeof note>[]
) => ({
  ...emptyView,
  conversation: conversation(state),
  entries,
});

const said = (view: View, unsent: typeof UNSENT = []) => saidSoFar({ view, unsent });

test("nothing is nothing", () => expect(said(emptyView)).toBe(""));

test("what waits for an answer comes first, what has not arrived after it", () => {
  const waiting = view(
    "waiting",
    note(1, "started"),
    message(2, "visitor"),
    note(3, "observed", "agent"),
    message(4, "visitor"),
  );
  expect(said(waiting, UNSENT)).toBe("text 2\n\ntext 4\n\nunsent");
});

test("what was said before it waited is of no concern any more", () => {
  const again = view(
    "waiting",
    note(1, "started"),
    message(2, "visitor"),
    note(3, "taken", "agent"),
    message(4),
    note(5, "closed"),
    note(6, "reopened"),
    message(7, "visitor"),
  );
  expect(said(again)).toBe("text 7");
});

test.each(["taken", "closed"] as const)(
  "in a conversation that is %s only what has not arrived counts",
  (state) => {
    expect(said(view(state, note(1, "started"), message(2, "visitor")), UNSENT)).toBe("unsent");
  },
);
