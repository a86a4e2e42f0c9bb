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
  vi.unstubAllEnvs();
});

test("days are named as people name them", () => {
  const { day } = dateTexts("de", de);
  expect([10, 9, 8].map((number) => day(noon(number)))).toEqual([
    "Heute",
    "Gestern",
    "Sonntag, 8. März 2026",
  ]);
});

test("after a day that was shorter or longer than others it was yesterday all the same", () => {
  vi.stubEnv("TZ", "Europe/Berlin");
  for (const [month, date] of [
    [2, 29],
    [9, 25],
  ] as const) {
    vi.setSystemTime(new Date(2026, month, date + 1, 0, 30));
    const { day } = dateTexts("de", de);
    expect(day(new Date(2026, month, date, 0, 10).getTime())).toBe("Gestern");
    expect(day(new Date(2026, month, date, 23, 50).getTime())).toBe("Gestern");
    expect(day(new Date(2026, month, date - 1, 23, 50).getTime())).toContain("Samstag");
  }
});

test("the reader's own region decides if it speaks the same language", () => {
  vi.stubGlobal("navigator", { language: "en-GB" });
  expect(dateTexts("en", en).time(noon(1) + 3_600_000)).toBe("13:00");
  expect(dateTexts("de", de).day(noon(8))).toBe("Sonntag, 8. März 2026");
});
