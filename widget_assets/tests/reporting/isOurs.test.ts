import { describe, expect, test } from "vitest";
import { isOurs } from "../../src/reporting/isOurs.js";
import { ORIGIN, thrown } from "./samples.js";

const OURS = `${ORIGIN}/assets/panel-0123456789ab.js:1:23`;
const THEIRS = "https://shop.test/app.js:10:5";

describe("an error is ours", () => {
  test.each([
    ["thrown in a part, as Chromium says it", `TypeError: no\n    at a (${OURS})\n    at b (${THEIRS})`],
    ["without a name", `TypeError: no\n    at ${OURS}`],
    ["in the loader", `TypeError: no\n    at a (${ORIGIN}/loader.js:1:23)`],
    [
      "in a part that was loaded again",
      `TypeError: no\n    at a (${ORIGIN}/assets/core-0123456789ab.js?1:1:23)`,
    ],
    [
      "in what is built in, called by us",
      `TypeError: no\n    at JSON.parse (<anonymous>)\n    at a (${OURS})`,
    ],
    ["as Firefox says it", `a@${OURS}\nb@${THEIRS}\n`],
    ["without a name there", `@${OURS}\n@${THEIRS}\n`],
    ["as Safari says it", `parse@[native code]\na@${OURS}\n@${THEIRS}`],
    ["with a time in its message", `TypeError: at 10:20:30\n    at a (${OURS})`],
  ])("%s", (_, stack) => {
    expect(isOurs(thrown(stack), ORIGIN)).toBe(true);
  });

  test.each(["", "a", `no ${THEIRS}`, `no\n    at b (${THEIRS})`])(
    "whatever its message says: %j",
    (message) => {
      expect(isOurs(thrown(`TypeError: ${message}\n    at a (${OURS})`, { message }), ORIGIN)).toBe(true);
      expect(isOurs(thrown(`a@${OURS}\nb@${THEIRS}\n`, { message }), ORIGIN)).toBe(true);
    },
  );
});

describe("an error is not ours", () => {
  test.each([
    ["thrown in the page's own script", `TypeError: no\n    at b (${THEIRS})`],
    ["there, called by us", `TypeError: no\n    at window.fetch (${THEIRS})\n    at a (${OURS})`],
    ["there, called by us, in Firefox", `fetch@${THEIRS}\na@${OURS}\n`],
    ["in an extension", `TypeError: no\n    at a (chrome-extension://abc/x.js:1:2)\n    at a (${OURS})`],
    ["in Firefox's", `a@moz-extension://abc/x.js:1:2\na@${OURS}\n`],
    ["in a bundler's", `TypeError: no\n    at a (webpack-internal:///./x.js:1:2)\n    at b (${OURS})`],
    [
      "with our address in its query",
      "TypeError: no\n    at a (https://shop.test/x?https://chat.test/y.js:1:2)",
    ],
    ["in a host whose name begins like ours", `TypeError: no\n    at a (${ORIGIN}.evil/assets/x.js:1:2)`],
    ["in something else of our host", `TypeError: no\n    at a (${ORIGIN}/demo.html:1:2)`],
    [
      "that names our script in its message alone",
      `TypeError: no ${ORIGIN}/assets/core-0123456789ab.js\n    at x`,
    ],
    ["with our script in its query", `TypeError: no\n    at a (https://shop.test/x?${OURS})`],
    ["without any place", "TypeError: no"],
  ])("%s", (_, stack) => {
    expect(isOurs(thrown(stack), ORIGIN)).toBe(false);
  });

  test.each([
    `no at ${OURS}`,
    `no\n    at a (${OURS})`,
    `Uncaught (in promise): no\n    at a (${OURS})\n    at b`,
  ])("for what its message says: %j", (message) => {
    expect(isOurs(thrown(`Error: ${message}\n    at b (${THEIRS})`, { message }), ORIGIN)).toBe(false);
  });

  test.each([[undefined], [null], [7], [""]])("without a stack: %s", (stack) => {
    expect(isOurs(thrown(stack), ORIGIN)).toBe(false);
  });
});

test.each([
  ["x".repeat(300_000)],
  ["a-".repeat(150_000)],
  ["1:".repeat(150_000)],
  ["http://".repeat(40_000)],
])("a stack of any length costs little", (stack) => {
  // In time that grew with the square of the length this would outlast the test's own.
  expect(() => isOurs(thrown(stack), ORIGIN)).not.toThrow();
});
