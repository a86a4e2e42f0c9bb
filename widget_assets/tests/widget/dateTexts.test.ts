import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { panel as de } from "../../src/texts/de.js";
import { panel as en } from "../../src/texts/en.js";
import { dateTexts } from "../../src/widget/dateTexts.js";

const noon = (day: number) => new Date(2026, 2, day, 12).getTime();

beforeEach(() => {
  vi.useFakeTimers({ now: noon(10) });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("days are named as people name them", () => {
  const { day } = dateTexts("de", de);
  expect([10, 9, 8].map((number) => day(noon(number)))).toEqual([
    "Heute",
    "Gestern",
    "Sonntag, 8. März 2026",
  ]);
});

test("the reader's own region decides if it speaks the same language", () => {
  vi.stubGlobal("navigator", { language: "en-GB" });
  expect(dateTexts("en", en).time(noon(1) + 3_600_000)).toBe("13:00");
  expect(dateTexts("de", de).day(noon(8))).toBe("Sonntag, 8. März 2026");
});
