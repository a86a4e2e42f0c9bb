import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { contacts, noteContact } from "../../src/chat/contacts.js";
import { CONTACTS } from "../../src/chat/storeNames.js";

const NOW = 1_750_000_000_000;

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(Date, "now").mockReturnValue(NOW);
});

afterEach(() => void vi.restoreAllMocks());

test("there are none at first, and to look leaves nothing behind", () => {
  expect([contacts(), localStorage.length]).toEqual([[], 0]);
});

test("a form has one time, a conversation a first and a last one, in the order in which they were", () => {
  noteContact("form", NOW - 3);
  noteContact("conversation", NOW - 2, NOW - 1);
  expect(contacts()).toEqual([
    { kind: "form", first: NOW - 3, last: NOW - 3 },
    { kind: "conversation", first: NOW - 2, last: NOW - 1 },
  ]);
});

test("a conversation that goes on is the same one", () => {
  noteContact("conversation", NOW - 9, NOW - 8);
  noteContact("form", NOW - 9);
  noteContact("conversation", NOW - 9, NOW - 1);
  expect(contacts()).toEqual([
    { kind: "form", first: NOW - 9, last: NOW - 9 },
    { kind: "conversation", first: NOW - 9, last: NOW - 1 },
  ]);
});

test("twenty are kept, the newest", () => {
  for (let at = 30; at; at--) noteContact("form", NOW - at);
  expect(contacts().map(({ first }) => NOW - first)).toEqual([...Array(20).keys()].map((at) => 20 - at));
});

test("what is a year old is not known any more, and goes with the next one", () => {
  const year = 365 * 86_400_000;
  for (const age of [year, year - 1]) noteContact("form", NOW - age);
  expect(contacts()).toHaveLength(1);
  noteContact("form", NOW);
  expect(JSON.parse(localStorage.getItem(CONTACTS) ?? "")).toHaveLength(2);
});

test.each(["", "{", "null", "7", '"x"', "[null]", '[{"kind":"form"}]'])(
  "what makes no sense is none, and does no harm: %s",
  (text) => {
    localStorage.setItem(CONTACTS, text);
    expect(contacts()).toEqual([]);
    noteContact("form", NOW);
    expect(contacts()).toHaveLength(1);
  },
);

test("where nothing may be stored nobody hears of it", () => {
  const refuse = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: refuse });
  noteContact("form", NOW);
  expect(contacts()).toEqual([]);
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
  noteContact("form", NOW);
  expect(contacts()).toEqual([]);
  vi.unstubAllGlobals();
});
