import { describe, expect, test } from "vitest";
import { framesOf } from "../../src/reporting/framesOf.js";

const ORIGIN = "http://localhost:43549";
const PANEL = "/assets/panel-d6bf4188f255.js";
const TALK = "/assets/conversation-d735da3fa100.js";

const frame = (filename: string, name: string, lineno: number, colno: number) => ({
  filename,
  function: name,
  lineno,
  colno,
});

describe("as Chromium 156 wrote it", () => {
  test("a listener's error, called from a script of the page's", () => {
    const stack =
      "TypeError: Cannot read properties of undefined (reading 'trim')\n" +
      "    at p (http://localhost:43549/assets/panel-d6bf4188f255.js:1:1311)\n" +
      "    at HTMLTextAreaElement.<anonymous> (http://localhost:43549/assets/panel-d6bf4188f255.js:1:1841)\n" +
      "    at eval (eval at evaluate (:370:30), <anonymous>:1:312)\n" +
      "    at UtilityScript.evaluate (<anonymous>:377:18)";
    expect(framesOf(stack, ORIGIN)).toEqual([frame(PANEL, "anonymous", 1, 1841), frame(PANEL, "p", 1, 1311)]);
  });

  test("a rejection", () => {
    const stack =
      "TypeError: WebSocket is not a constructor\n" +
      "    at k (http://localhost:43549/assets/conversation-d735da3fa100.js:1:2483)";
    expect(framesOf(stack, ORIGIN)).toEqual([frame(TALK, "k", 1, 2483)]);
  });

  // https://v8.dev/docs/stack-trace-api
  test.each([
    ["    at async k (%)", "k"],
    ["    at new k (%)", "k"],
    ["    at async Promise.all (index 0)\n    at k (%)", "k"],
    ["    at Object.k [as onChange] (%)", "onChange"],
    ["    at Array.map (<anonymous>)\n    at e.k (%)", "e.k"],
    ["    at %", ""],
    ["    at async %", ""],
  ])("a call written as %j", (line, name) => {
    expect(framesOf(`Error: no\n${line.replace("%", `${ORIGIN}${TALK}:3:45`)}`, ORIGIN)).toEqual([
      frame(TALK, name, 3, 45),
    ]);
  });
});

// https://searchfox.org/mozilla-central/source/js/src/tests/non262/async-functions/ErrorStack.js and, for the names of
// functions without one, https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Error/stack
test("as Firefox writes it", () => {
  const stack = [
    `p@${ORIGIN}${PANEL}:1:1311`,
    `open/k<@${ORIGIN}${PANEL}:1:1841`,
    `async*k@${ORIGIN}${TALK}:2:30`,
    `promise callback*x.y@${ORIGIN}${TALK}:2:9`,
    `EventListener.handleEvent*@${ORIGIN}${TALK}:1:8`,
    "trace@https://shop.test/app.js:10:5",
    "@https://shop.test/:3:1",
    "",
  ].join("\n");
  expect(framesOf(stack, ORIGIN)).toEqual([
    frame(TALK, "", 1, 8),
    frame(TALK, "x.y", 2, 9),
    frame(TALK, "k", 2, 30),
    frame(PANEL, "k", 1, 1841),
    frame(PANEL, "p", 1, 1311),
  ]);
});

// As JavaScriptCore writes it, of which https://github.com/getsentry/sentry-javascript collects examples:
// packages/browser/test/tracekit/safari.test.ts
test("as Safari writes it", () => {
  const stack = [
    "parse@[native code]",
    `p@${ORIGIN}${PANEL}:1:1311`,
    `${ORIGIN}${PANEL}:1:1841`,
    `@${ORIGIN}${PANEL}:1:1900`,
    "[native code]",
    `module code@${ORIGIN}${TALK}:2:30`,
    "global code@https://shop.test/:3:1",
  ].join("\n");
  expect(framesOf(stack, ORIGIN)).toEqual([
    frame(TALK, "code", 2, 30),
    frame(PANEL, "", 1, 1900),
    frame(PANEL, "", 1, 1841),
    frame(PANEL, "p", 1, 1311),
  ]);
});

test.each([
  ["the loader", "/loader.js", "/loader.js"],
  ["a part that was loaded again", `${TALK}?2`, TALK],
])("%s is told by its path", (_, path, filename) => {
  expect(framesOf(`k@${ORIGIN}${path}:1:2\n`, ORIGIN)).toEqual([frame(filename, "k", 1, 2)]);
});

test.each([
  `k@https://shop.test/assets/panel-1.js:1:2`,
  `k@${ORIGIN}.evil.test${TALK}:1:2`,
  `k@${ORIGIN}/demo.html:1:2`,
  `k@${ORIGIN}${TALK}?jane@example.com:1:2`,
  `k@${ORIGIN}${TALK}:1`,
  `k@https://shop.test${TALK}:1:2`,
])("what is no script of ours, or has no place, is left out: %s", (line) => {
  expect(framesOf(`${line}\n`, ORIGIN)).toEqual([]);
});

test("of a deep recursion the innermost are left, each of them whole wherever it is cut", () => {
  const lines = Array.from({ length: 5_000 }, (_, at) => `    at k (${ORIGIN}${TALK}:1:${100_000 + at})`);
  for (let length = 0; length < 80; length++) {
    const frames = framesOf(["x".repeat(length), ...lines].join("\n"), ORIGIN);
    expect(frames.length).toBeGreaterThan(50);
    expect(frames.length).toBeLessThan(200);
    expect(frames.at(-1)).toEqual(frame(TALK, "k", 1, 100_000));
    expect(frames[0]?.colno).toBe(100_000 + frames.length - 1);
  }
});

test.each([
  ["x".repeat(300_000)],
  ["http://".repeat(50_000)],
  [" at a".repeat(60_000)],
  ["*".repeat(300_000)],
])("a stack of any length costs little", (stack) => {
  // In time that grew with the square of the length this would outlast the test's own.
  expect(() => framesOf(stack, ORIGIN)).not.toThrow();
});
