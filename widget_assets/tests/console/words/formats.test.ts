import { expect, test } from "vitest";
import {
  date,
  dateAndTime,
  day,
  dayInUtc,
  duration,
  languageName,
  moment,
  number,
  roundNumber,
  timeOfDay,
} from "../../../src/console/words/formats.js";
import { shortTime } from "../../../src/console/words/shortTime.js";

const MINUTE = 60_000;
const noon = new Date(2026, 2, 4, 12, 5).getTime();

test.each([
  [-MINUTE, undefined],
  [59_000, undefined],
  [MINUTE, "1 min"],
  [59.9 * MINUTE, "59 min"],
  [60 * MINUTE, "1 hr"],
  [200 * MINUTE, "3 hr"],
])("%i ms are %s", (ms, expected) => {
  expect(duration(ms, "en")).toBe(expected);
});

test("a duration is written in the page's language", () => {
  expect(duration(3 * MINUTE, "de")).toBe("3 Min.");
});

test.each([
  [0, "Heute", "Today"],
  [13 * 60 * MINUTE, "Gestern", "Yesterday"],
  [3 * 24 * 60 * MINUTE, "Sonntag, 1. März", "Sunday, March 1"],
])("a day %i ms ago has its name", (ago, german, english) => {
  expect(day(noon - ago, noon, "de")).toBe(german);
  expect(day(noon - ago, noon, "en")).toBe(english);
});

test("a server ahead of the browser's clock is still today", () => {
  expect(day(noon + MINUTE, noon, "en")).toBe("Today");
});

test("a time is written as the language does", () => {
  expect(timeOfDay(noon, "de")).toBe("12:05");
  expect(timeOfDay(noon, "en")).toMatch(/^12:05\sPM$/);
});

test("a language has its name in the other one", () => {
  expect(languageName("de", "en")).toBe("German");
  expect(languageName("en", "de")).toBe("Englisch");
});

test("a date, and a date with its time, are written out in the page's language", () => {
  expect([date(noon, "de"), date(noon, "en")]).toEqual(["4. März 2026", "March 4, 2026"]);
  expect(dateAndTime(noon, "de")).toMatch(/^4\. März 2026 .*12:05$/);
  expect(dateAndTime(noon, "en")).toMatch(/^March 4, 2026 .*12:05\sPM$/);
});

test("in a list stands the time of today, else the day", () => {
  expect(shortTime(noon, noon + MINUTE, "de")).toBe("12:05");
  expect(shortTime(noon - 24 * 60 * MINUTE, noon, "de")).toBe("03.03.26");
});

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [2310, "2.3 sec"],
  [59_999, "60 sec"],
  [MINUTE, "1 min"],
  [200 * MINUTE, "3 hr"],
])("%i ms before something are %s", (ms, expected) => {
  expect(moment(ms, "en")).toBe(expected);
});

test("a day in UTC is that day in every time zone", () => {
  expect([dayInUtc("2026-03-01", "en"), dayInUtc("2026-03-01", "de")]).toEqual(["Mar 1, 2026", "01.03.2026"]);
});

test("numbers are grouped as the language does it, and rounded where there is no room", () => {
  expect([number(12843, "en"), number(12843, "de")]).toEqual(["12,843", "12.843"]);
  expect([roundNumber(999, "en"), roundNumber(12843, "en")]).toEqual(["999", "13K"]);
});
