import { describe, expect, test } from "vitest";
import { de } from "../../src/form/texts/de.js";
import { en } from "../../src/form/texts/en.js";

/** All that is said, with the place where it stands; what counts is asked for one and for many. */
function said(texts: object, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([name, value]) => {
    const here = `${path}/${name}`;
    if (typeof value === "string") return [[here, value]];
    if (typeof value === "object") return said(value, here);
    return [1, 7].map((count): [string, string] => [`${here} ${count}`, value(count)]);
  });
}

test("both languages say something in the same places", () => {
  expect(said(de).map(([path]) => path)).toEqual(said(en).map(([path]) => path));
});

describe.each([
  ["German", de],
  ["English", en],
])("in %s", (_, texts) => {
  test.each(said(texts))("%s says something, with its figure", (path, text) => {
    expect(text.trim()).not.toBe("");
    if (path.endsWith(" 7")) expect(text).toContain("7");
  });

  test("one is not said as many are", () => {
    for (const say of [texts.left, texts.tooLong, texts.check]) {
      expect(say(1)).not.toBe(say(7).replace("7", "1"));
    }
  });
});
