import { expect, test } from "vitest";
import { emptyView } from "../../src/chat/applyEvent.js";
import { transcriptOf } from "../../src/privacy/transcriptOf.js";
import { panel } from "../../src/texts/en.js";
import { message, note } from "../chat/samples.js";

const AT = Date.UTC(2026, 10, 26, 11, 14);

test("each entry is a line with its time, what has several goes on indented, and notes are lines too", () => {
  const entries = [
    { ...note(1, "started"), at: AT },
    { ...message(2, "visitor"), at: AT, text: "first\nsecond" },
    { ...message(3, "agent"), at: AT + 60_000 },
  ];
  const text = transcriptOf({ view: { ...emptyView, entries }, unsent: [] }, panel, "en");
  const time = (at: number) =>
    new Intl.DateTimeFormat(navigator.language, { dateStyle: "medium", timeStyle: "short" }).format(at);
  expect(text).toBe(
    [
      `${time(AT)}  ${panel.notes.started.visitor}`,
      `${time(AT)}  You: first`,
      "    second",
      `${time(AT + 60_000)}  Our team: text 3`,
      "",
    ].join("\n"),
  );
});

test("what has not arrived stands at the end, and says so", () => {
  const unsent = [{ client_message_id: "u", text: "later", cursor: null }];
  expect(transcriptOf({ view: emptyView, unsent }, panel, "en")).toBe(`${panel.notSent}  You: later\n`);
});
