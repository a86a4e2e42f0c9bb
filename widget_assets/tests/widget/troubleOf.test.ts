import { expect, test } from "vitest";
import { panel as texts } from "../../src/texts/en.js";
import type { LazyTalk } from "../../src/widget/createLazyTalk.js";
import { troubleOf } from "../../src/widget/troubleOf.js";

const lazy = (visitor: { erased?: boolean; away?: boolean }, missing = false) =>
  ({ visitor, missing }) as LazyTalk;

test("nothing is said where nothing is wrong", () => {
  expect(troubleOf(texts, lazy({}), false)).toBe("");
});

test("what weighs most is said first", () => {
  const away = { away: true };
  expect(troubleOf(texts, lazy(away), false)).toBe(texts.away);
  expect(troubleOf(texts, lazy(away), true)).toBe(texts.missing);
  expect(troubleOf(texts, lazy(away, true), false)).toBe(texts.missing);
  expect(troubleOf(texts, lazy({ ...away, erased: true }, true), true)).toBe(texts.refusals.erased);
});
