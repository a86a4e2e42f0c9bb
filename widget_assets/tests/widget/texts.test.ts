import { describe, expect, test } from "vitest";
import vectors from "../../../tests/vectors/frames.json";
import { texts as launcher } from "../../src/loader/texts.js";
import { refusalCodes } from "../../src/protocol/frames.js";
import { de } from "../../src/widget/texts/de.js";
import { en } from "../../src/widget/texts/en.js";

const languages = { de, en };

/** Every text with the path to it; texts with a number in them for one and for many. */
function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [1, 7].map((count) => [`${path}(${count})`, value(count)]);
  return Object.entries(value as object).flatMap(([name, child]) => leaves(child, `${path}.${name}`));
}

const paths = (value: unknown) => leaves(value).map(([path]) => path);

test("both languages say the same things", () => {
  expect(paths(de)).toEqual(paths(en));
  expect(paths(launcher.de)).toEqual(paths(launcher.en));
});

describe.each(Object.entries(languages))("in %s", (_, texts) => {
  test("nothing is left empty or half done", () => {
    for (const [path, text] of leaves(texts)) expect(text, path).toMatch(/^\S(.*\S)?$/);
  });

  test("every refusal that is said is one of the protocol's, and a sentence", () => {
    for (const [code, text] of Object.entries(texts.refusals)) {
      expect(refusalCodes).toContain(code);
      expect(text).toMatch(/^\p{Lu}.+\.$/u);
    }
  });

  test("every kind of entry by either party is a sentence", () => {
    const kinds = vectors.events.flatMap((event) =>
      "entries" in event && event.entries ? event.entries.map(({ kind }) => kind) : [],
    );
    expect(kinds).toContain("started");
    for (const kind of new Set(kinds.filter((kind) => kind !== "message"))) {
      const notes = texts.notes[kind as keyof typeof texts.notes];
      for (const party of ["visitor", "agent"] as const) expect(notes[party], kind).toMatch(/^\p{Lu}.+\.$/u);
    }
  });

  test("one character is not many", () => {
    expect(texts.tooLong(1)).not.toContain("1");
    expect(texts.tooLong(2)).toContain("2");
  });
});

test("German visitors are addressed politely", () => {
  for (const [path, text] of leaves(de)) expect(text, path).not.toMatch(/\b(du|dich|dir|dein\w*)\b/i);
});
