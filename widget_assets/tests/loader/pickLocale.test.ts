import { expect, test } from "vitest";
import { pickLocale } from "../../src/loader/pickLocale.js";

test.each([
  [["de"], "de"],
  [["de-AT"], "de"],
  [["DE"], "de"],
  [["en", "de"], "en"],
  [["", "de-CH"], "de"],
  [[undefined, "", "de"], "de"],
  [["fr", "de"], "en"],
  [["den"], "en"],
  [[], "en"],
] as const)("%j is read as %s", (languages, locale) => {
  expect(pickLocale(...languages)).toBe(locale);
});
