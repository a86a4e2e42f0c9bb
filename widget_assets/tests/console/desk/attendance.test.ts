import { expect, test } from "vitest";
import { attend, presenceOf } from "../../../src/console/desk/attendance.js";

test.each([
  ["available", "quiet", "idle"],
  ["available", "input", "available"],
  ["available", "chose_away", "away"],
  ["available", "chose_available", "available"],
  ["idle", "input", "available"],
  ["idle", "quiet", "idle"],
  ["idle", "chose_away", "away"],
  ["idle", "chose_available", "available"],
  ["away", "input", "away"],
  ["away", "quiet", "away"],
  ["away", "chose_away", "away"],
  ["away", "chose_available", "available"],
] as const)("who is %s is, after %s, %s", (before, event, after) => {
  expect(attend(before, event)).toBe(after);
});

test("the server hears available or away, and not who said so", () => {
  expect(presenceOf("available")).toBe("available");
  expect(presenceOf("away")).toBe("away");
  expect(presenceOf("idle")).toBe("away");
});
