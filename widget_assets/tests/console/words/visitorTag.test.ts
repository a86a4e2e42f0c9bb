import { expect, test } from "vitest";
import { visitorTag } from "../../../src/console/words/visitorTag.js";

test("a visitor has always the same tag", () => {
  expect(visitorTag("shop.abc")).toEqual(visitorTag("shop.abc"));
});

test("tags are four letters that make no words, in one of six colours, and tell visitors apart", () => {
  const tags = Array.from({ length: 200 }, (_, number) => visitorTag(`shop.${number}`));
  for (const { letters, hue } of tags) {
    expect(letters).toMatch(/^[B-DF-HJ-NP-TV-Z]{4}$/);
    expect([0, 1, 2, 3, 4, 5]).toContain(hue);
  }
  expect(new Set(tags.map(({ letters }) => letters)).size).toBeGreaterThan(195);
});
