import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { weigh } from "../weights.mjs";

const part = (length) => ({ contents: Buffer.from(Array.from({ length }, (_, at) => (at * 7919) % 251)) });

const PARTS = { loader: part(100), panel: part(200), form: part(50) };
const SUMS = { "to open it": ["loader", "panel"] };

let lines;

beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line) => lines.push(line));
});

afterEach(() => vi.restoreAllMocks());

test("each part and each sum is printed beside its budget", () => {
  weigh(PARTS, SUMS, { loader: 900, "to open it": 1_000 });
  expect(lines[0].trim().split(/ +/)).toEqual(["brotli", "gzip", "raw", "budget"]);
  expect(lines.slice(1).map((line) => line.trim().split(/ {2,}/).at(0))).toEqual([
    "loader",
    "panel",
    "form",
    "to open it",
  ]);
  expect(lines[4]).toMatch(/ 300 +1000$/);
  expect(lines[3]).toMatch(/ 50 +-$/);
});

test("over budget it fails, and names all that are, after all was printed", () => {
  expect(() => weigh(PARTS, SUMS, { loader: 10, form: 9_999, "to open it": 20 })).toThrow(
    "loader is over its budget of 10 bytes; to open it is over its budget of 20 bytes",
  );
  expect(lines).toHaveLength(5);
});
