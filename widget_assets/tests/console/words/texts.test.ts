import { expect, test } from "vitest";
import { texts } from "../../../src/console/words/texts.js";
import { refusalCodes } from "../../../src/protocol/frames.js";
import { problemCodes } from "../../../src/protocol/requests.js";

type Leaf = readonly [path: string, value: unknown];

function leaves(value: object, path = ""): Leaf[] {
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === "object" ? leaves(each, `${path}${key}.`) : [[`${path}${key}`, each] as const],
  );
}

const [german, english] = [leaves(texts.de), leaves(texts.en)];
const said = (value: unknown) => (typeof value === "function" ? value(2) : value);

test("both languages say the same things", () => {
  expect(german.map(([path]) => path).sort()).toEqual(english.map(([path]) => path).sort());
});

test("no text is empty or left in the other language", () => {
  const other = new Map(english);
  for (const [path, value] of german) {
    expect(said(value), path).toMatch(/\S/);
    if (path !== "product") expect(said(value), path).not.toBe(said(other.get(path)));
  }
});

test("every refusal is a sentence", () => {
  for (const language of [texts.de, texts.en]) {
    for (const code of refusalCodes) expect(language.refusals[code]).toMatch(/^\p{Lu}.+\.$/u);
  }
});

test("every problem of a request is a sentence", () => {
  for (const language of [texts.de, texts.en]) {
    for (const code of [...problemCodes, "unreachable"] as const) {
      expect(language.problems[code]).toMatch(/^\p{Lu}.+\.$/u);
    }
  }
});

test.each([texts.de, texts.en])("one of something is counted as one", (language) => {
  expect(language.unread(1)).not.toBe(language.unread(2).replace("2", "1"));
});
