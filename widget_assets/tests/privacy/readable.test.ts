import { expect, test } from "vitest";
import { readable } from "../../src/privacy/readable.js";
import * as german from "../../src/texts/de.js";
import * as english from "../../src/texts/en.js";

const de = { ...german.menu, ...german.privacy };
const en = { ...english.menu, ...english.privacy };

const DATA = {
  made_at: 1_750_000_000_000,
  server: {
    visitor_id: "abc",
    entries: [
      {
        kind: "message",
        seq: 1,
        at: 1_750_000_000_000,
        author: "visitor",
        client_message_id: "m1",
        text: "hello\nyou",
        seen: 0,
      },
      {
        kind: "message",
        seq: 2,
        at: 1_750_000_001_000,
        author: "agent",
        client_message_id: "m2",
        text: "yes",
        seen: 1,
      },
    ],
    contact_requests: [],
    proofs: 2,
  },
  browser: { unsent: ["later"], drafts: [], objections: { errors: true } },
};

const parsed = (text: string) => new DOMParser().parseFromString(text, "text/html");

test("it is a whole page in the visitor's language", () => {
  const text = readable(DATA, "Meine Daten", de, "de");
  expect(text).toMatch(/^<!doctype html><html lang="de"><head><meta charset="utf-8">/);
  const page = parsed(text);
  expect(page.title).toBe("Meine Daten");
  expect(page.querySelector("h1")?.textContent).toBe("Meine Daten");
  for (const word of ["Verlauf", "Sie", "Unser Team", "In diesem Browser", "Nicht gesendet", "later"])
    expect(page.body.textContent).toContain(word);
});

test("what is of use to programs alone, and what is empty, is left out", () => {
  const text = readable(DATA, "My data", en, "en");
  for (const word of ["client_message_id", "m1", "seq", "Contact requests", "Draft"])
    expect(text).not.toContain(word);
});

test.each(["visitor", "constructor", "toString"])("what is said stays what it is: %s", (word) => {
  const page = parsed(
    readable({ server: { entries: [{ text: word, author: "agent" }], [word]: 1 } }, "My data", en, "en"),
  );
  const shown = [...page.querySelectorAll("dt, dd")].map(({ childElementCount, textContent }) =>
    childElementCount ? "" : textContent,
  );
  expect(shown.filter(Boolean)).toEqual([
    en.onServer,
    en.fields.entries,
    en.fields.text,
    word,
    en.fields.author,
    en.authors.agent,
    word,
    "1",
  ]);
});

test("times are times", () => {
  expect(parsed(readable(DATA, "My data", en, "en")).body.textContent).toContain(
    new Date(1_750_000_001_000).toLocaleString("en"),
  );
});

test.each(["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</dd></dl><h2>", "&lt;b&gt;"])(
  "text is text: %s",
  (hostile) => {
    const page = parsed(readable({ server: { text: hostile, [hostile]: "name" } }, hostile, en, "en"));
    expect(page.querySelectorAll("script, img, h2, b")).toHaveLength(0);
    expect(page.body.textContent).toContain(hostile);
    expect(page.title).toBe(hostile);
  },
);
