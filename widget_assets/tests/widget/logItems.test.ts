import { describe, expect, test } from "vitest";
import { type Entry, emptyView } from "../../src/chat/applyEvent.js";
import type { Unsent } from "../../src/chat/createOutbox.js";
import { emptyExcerpt } from "../../src/chat/excerpt.js";
import { panel as en } from "../../src/texts/en.js";
import { type LogItem, logItems } from "../../src/widget/logItems.js";
import { message, note } from "../chat/samples.js";

const MINUTE = 60_000;
const dates = { day: (at: number) => String(Math.floor(at / 86_400_000)), time: (at: number) => `at ${at}` };
const at = (entry: Entry, minutes: number): Entry => ({ ...entry, at: minutes * MINUTE });
const unsent = (id: string, more: Partial<Unsent> = {}): Unsent => ({
  client_message_id: id,
  text: `text ${id}`,
  cursor: null,
  ...more,
});

const whole = (entries: readonly Entry[]) => ({ ...emptyExcerpt, entries });
const items = (entries: readonly Entry[], waiting: readonly Unsent[] = []) =>
  logItems({ view: { ...emptyView, entries }, unsent: waiting }, whole(entries), en, dates);
const keys = (log: readonly LogItem[]) => log.map(({ key }) => key);
/** A group begins where none goes on, as the style sheet has it. */
const edges = (log: readonly LogItem[]) =>
  log.flatMap((item, at) => {
    const before = log[at - 1];
    const goesOn = before?.kind === "message" && !before.last;
    return item.kind === "message" ? [(goesOn ? "" : "(") + (item.last ? ")" : "")] : [];
  });

test("each new day has a line", () => {
  const log = items([at(note(1, "started"), 1), at(message(2), 2), at(message(3), 24 * 60)]);
  expect(log.map(({ kind }) => kind)).toEqual(["day", "started", "message", "day", "message"]);
});

test("a line of a day and a message say when that was", () => {
  const log = items([at(message(1), 24 * 60)], [unsent("a")]);
  expect(log).toMatchObject([{ text: "1" }, { time: "at 86400000" }, {}]);
  expect(log.at(-1)).not.toHaveProperty("time");
});

test("a supervisor who reads along is told", () => {
  expect(items([note(1, "observed", "agent")]).at(-1)).toMatchObject({
    kind: "observed",
    text: "A supervisor is reading along.",
  });
});

test("a page that tells something else with every step is told of once", () => {
  const described = (seq: number): Entry => ({
    kind: "described",
    seq,
    at: 1,
    author: "visitor",
    attributes: {},
  });
  const log = items([note(1, "started"), described(2), message(3), described(4)]);
  expect(log.map(({ kind }) => kind)).toEqual(["day", "started", "described", "message"]);
});

test("a message keeps its key when it is acknowledged", () => {
  const before = items([message(1)], [unsent("mine")]);
  const after = items([message(1), message(2, "visitor", "mine")]);
  expect(keys(after)).toEqual(keys(before));
});

test("an agent's message can not take the place of a visitor's by its id", () => {
  const log = keys(items([message(1, "visitor", "same"), message(2, "agent", "same")]));
  expect(new Set(log).size).toBe(log.length);
});

test("what is unsent comes last and has no time", () => {
  const log = items([message(1)], [unsent("a"), unsent("b", { failed: true, code: "too_fast" })]);
  expect(log.slice(-2)).toMatchObject([{ text: "text a" }, { text: "text b", failed: "too_fast" }]);
  expect(log.at(-1)).not.toHaveProperty("at");
});

describe("what became of own messages", () => {
  const GROUPS = [1, 11, 21, 31].map((minute, index) => at(message(index + 1, "visitor"), minute));
  const fates = (entries: readonly Entry[], delivered: number, seen: number) => {
    const marks = { ...emptyView.marks, agent: { delivered, seen } };
    return logItems({ view: { ...emptyView, entries, marks }, unsent: [] }, whole(entries), en, dates)
      .filter((item) => item.kind === "message")
      .map(({ fate = "" }) => fate);
  };

  test("is told by the newest of each fate", () => {
    expect(fates(GROUPS, 0, 0)).toEqual(["", "", "", "sent"]);
    expect(fates(GROUPS, 3, 2)).toEqual(["", "seen", "delivered", "sent"]);
    expect(fates(GROUPS, 4, 2)).toEqual(["", "seen", "", "delivered"]);
    expect(fates(GROUPS, 4, 4)).toEqual(["", "", "", "seen"]);
  });

  test("is told at the end of a group alone", () => {
    const group = [1, 2, 3].map((seq) => message(seq, "visitor"));
    expect(fates(group, 2, 1)).toEqual(["", "", "sent"]);
  });

  test("is not told of what others said", () => {
    expect(fates([...GROUPS.slice(0, 2), at(message(3, "agent"), 21)], 3, 3)).toEqual(["", "seen", ""]);
  });
});

describe("of a part of the log", () => {
  const entries = [1, 2, 3].map((seq) => at(message(seq, "visitor"), seq * 10));
  const part = { ...emptyExcerpt, entries: entries.slice(1, 2), earlier: true, newer: true };
  const shown = (seen: number) => {
    const marks = { ...emptyView.marks, agent: { delivered: 2, seen } };
    return logItems({ view: { ...emptyView, entries, marks }, unsent: [unsent("a")] }, part, en, dates);
  };

  test("the day is told at its start, and what is unsent is elsewhere", () => {
    expect(shown(0).map(({ kind }) => kind)).toEqual(["day", "message"]);
  });

  test("that it was seen is told by something newer", () => {
    expect(shown(2).at(-1)).toMatchObject({ fate: undefined });
    expect(shown(1).at(-1)).toMatchObject({ fate: "delivered" });
  });
});

describe("messages are grouped", () => {
  test.each<[string, Entry[], string[]]>([
    ["of one author", [message(1), message(2), message(3)], ["(", "", ")"]],
    ["not of two authors", [message(1), message(2, "visitor")], ["()", "()"]],
    ["not over a note", [message(1), note(2, "observed"), message(3)], ["()", "()"]],
    ["not over five minutes", [at(message(1), 0.1), at(message(2), 5.1)], ["()", "()"]],
    ["within five minutes", [at(message(1), 0.1), at(message(2), 5)], ["(", ")"]],
  ])("%s", (_, entries, expected) => {
    expect(edges(items(entries))).toEqual(expected);
  });

  test("while they are unsent, but not with one that failed", () => {
    const log = items([], [unsent("a"), unsent("b"), unsent("c", { failed: true }), unsent("d")]);
    expect(edges(log)).toEqual(["(", "", ")", "()"]);
  });

  test("not with what is already sent", () => {
    expect(edges(items([message(1, "visitor")], [unsent("a")]))).toEqual(["()", "()"]);
  });
});
