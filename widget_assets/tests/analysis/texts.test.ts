import { expect, test } from "vitest";
import { de } from "../../src/analysis/texts/de.js";
import { en } from "../../src/analysis/texts/en.js";
import { de as menuDe } from "../../src/privacy/texts/de.js";
import { en as menuEn } from "../../src/privacy/texts/en.js";

test.each([
  [de, menuDe],
  [en, menuEn],
])("the question names the place in the menu, and the purpose, as the menu does: %#", (texts, menu) => {
  expect(texts.question).toContain(menu.titles.settings);
  expect(texts.title).toBe(menu.purposes.analysis);
  expect(texts.agree).not.toBe(texts.decline);
});

test("both languages say the same things, each in its own words", () => {
  expect(Object.keys(de)).toEqual(Object.keys(en));
  expect(Object.values(de).filter((text) => Object.values<string>(en).includes(text) || !text)).toEqual([]);
});
