import { describe, expect, test } from "vitest";
import { type Entry, emptyView } from "../../src/chat/applyEvent.js";
import type { Unsent } from "../../src/chat/createTalk.js";
import { type LogItem, logItems, type MessageItem } from "../../src/widget/logItems.js";
import { message, note } from "../chat/samples.js";

const MINUTE = 60_000;
const dayOf = (at: number) => String(Math.floor(at / 86_400_000));
const at = (entry: Entry, minutes: number): Entry => ({ ...entry, at: minutes * MINUTE });
const unsent = (id: string, more: Partial<Unsent> = {}): Unsent => ({
  client_message_id: id,
  text: `text ${id}`,
  cursor: null,
  ...more,
});

const items = (entries: readonly Entry[], waiting: readonly Unsent[] = []) =>
  logItems({ ...emptyView, entries }, waiting, dayOf);
const keys = (log: readonly LogItem[]) => log.map(({ key }) => key);
const edges = (log: readonly LogItem[]) =>
  log
    .filter((item): item is MessageItem => item.kind === "message")
    .map(({ first, last }) => (first ? "(" : "") + (last ? ")" : ""));

test("each new day has a line", () => {
  const log = items([at(note(1, "started"), 1), at(message(2), 2), at(message(3), 24 * 60)]);
  expect(log.map(({ kind }) => kind)).toEqual(["day", "started", "message", "day", "message"]);
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
