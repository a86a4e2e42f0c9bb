// @vitest-environment node
import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import vectors from "../../../tests/vectors/frames.json";
import { pseudo, pseudoTexts } from "../../pseudo.mjs";
import { refusalCodes } from "../../src/protocol/frames.js";
import * as german from "../../src/texts/de.js";
import * as english from "../../src/texts/en.js";

const FOLDER = new URL("../../src/texts/", import.meta.url);
const names = (await readdir(FOLDER)).map((name) => name.replace(/\.ts$/, ""));
/** Each file of a language: who adds one adds it here. */
const languages = await Promise.all(
  names
    .filter((name) => name !== "language")
    .map(async (name) => [name, await import(`../../src/texts/${name}.ts`)]),
);
const others = languages.filter(([name]) => name !== "en");

/** Every text with the path to it; of what counts the texts for one and for many. */
function leaves(value, path = "") {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function")
    return [1, 7].map((count) => [`${path}(${count})`, value(...Array(value.length).fill(count))]);
  return Object.entries(value).flatMap(([name, child]) => leaves(child, `${path}.${name}`));
}

const texts = (language) => leaves({ ...language, locale: {}, direction: {} });

/** Those that something is put into, with what they are called. */
function functions(value, path = "") {
  if (typeof value === "function") return [[path, value]];
  if (typeof value === "string") return [];
  return Object.entries(value).flatMap(([name, child]) => functions(child, `${path}.${name}`));
}

test("German and English are there", () => {
  expect(names).toEqual(expect.arrayContaining(["de", "en"]));
});

test.each(languages)(
  "%s is a language, called as its file is, with its direction",
  (name, { locale, direction }) => {
    expect(Intl.getCanonicalLocales(locale)).toEqual([locale]);
    expect(locale.slice(0, 2)).toBe(name);
    expect(["ltr", "rtl"]).toContain(direction);
  },
);

test.each(others)("%s says the same things as English", (_, language) => {
  expect(texts(language).map(([path]) => path)).toEqual(texts(english).map(([path]) => path));
});

test.each(others)("%s puts into its texts what English puts into them", (_, language) => {
  const puts = (value) => functions(value).map(([path, { length }]) => [path, length]);
  expect(puts(language)).toEqual(puts(english));
});

test.each(languages)("in %s nothing is left empty or half done", (_, language) => {
  for (const [path, text] of texts(language)) {
    expect(text, path).toMatch(/^\S(.*\S)?$/);
    expect(text, path).not.toMatch(/ {2}|TODO|undefined|\.\.\.|''/);
  }
});

test.each(languages)("in %s what is put into a text is in it, and one is not many", (_, language) => {
  for (const [path, text] of functions(language)) {
    const values = Array.from({ length: text.length }, (_, index) => 71 + index);
    for (const value of values) expect(text(...values), path).toContain(String(value));
  }
  const { panel, form } = language;
  for (const count of [panel.unread, panel.left, panel.tooLong, form.left, form.tooLong, form.check])
    expect(count(1)).not.toBe(count(7).replace("7", "1"));
});

test.each(languages)(
  "in %s every refusal that is said is one of the protocol's, and a sentence",
  (_, { panel }) => {
    for (const [code, text] of Object.entries(panel.refusals)) {
      expect(refusalCodes).toContain(code);
      expect(text).toMatch(/^\p{Lu}.+\.$/u);
    }
  },
);

test.each(languages)("in %s every kind of entry by either party is a sentence", (_, { panel }) => {
  const kinds = vectors.events.flatMap((event) =>
    "entries" in event && event.entries ? event.entries.map(({ kind }) => kind) : [],
  );
  expect(kinds).toContain("started");
  for (const kind of new Set(kinds.filter((kind) => kind !== "message"))) {
    const notes = panel.notes[kind];
    for (const party of ["visitor", "agent"]) expect(notes[party], kind).toMatch(/^\p{Lu}.+\.$/u);
  }
});

test.each(languages)(
  "in %s the question names the place in the menu, and the purpose, as the menu does",
  (_, it) => {
    expect(it.analysis.question).toContain(it.menu.titles.settings);
    expect(it.analysis.title).toBe(it.menu.purposes.analysis);
    expect(it.analysis.agree).not.toBe(it.analysis.decline);
  },
);

test("German visitors are addressed politely, and the languages do not lend each other their words", () => {
  for (const [path, text] of texts(german)) {
    expect(text, path).not.toMatch(/\b(du|dich|dir|dein\w*)\b/i);
    expect(text, path).not.toMatch(/\b(the|please|your|and)\b/i);
  }
  for (const [path, text] of texts(english)) expect(text, path).not.toMatch(/[äöüß]|\b(der|und|bitte)\b/i);
});

test("the pseudo-language says all that English says, longer and from right to left", () => {
  const made = pseudoTexts({ ...english, locale: {}, direction: {} });
  expect(leaves(made).map(([path]) => path)).toEqual(texts(english).map(([path]) => path));
  for (const [path, text] of leaves(made)) {
    expect(text, path).toMatch(/^⟦ .* ⟧$/);
    expect(text, path).not.toMatch(/[a-z]/i);
  }
  expect(pseudo("What is stored").length).toBeGreaterThan("What is stored".length * 1.25);
  expect(pseudo("until 7")).toContain("7");
});
