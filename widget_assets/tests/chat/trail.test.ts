import { beforeEach, expect, test, vi } from "vitest";
import { step, trail } from "../../src/chat/trail.js";

beforeEach(() => void trail.splice(0));

test("steps are kept in their order, with their time in seconds", () => {
  vi.spyOn(Date, "now").mockReturnValue(1_764_129_584_250);
  step("state", "open");
  step("code", 1006);
  expect(trail).toEqual([
    { category: "state", message: "open", timestamp: 1_764_129_584.25 },
    { category: "code", message: "1006", timestamp: 1_764_129_584.25 },
  ]);
});

test("of many the last twenty are left", () => {
  for (let number = 0; number < 23; number++) step("code", number);
  expect(trail.map(({ message }) => Number(message))).toEqual(Array.from({ length: 20 }, (_, at) => at + 3));
});
