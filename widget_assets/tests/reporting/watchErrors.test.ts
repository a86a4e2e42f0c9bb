import { afterEach, expect, test, vi } from "vitest";
import { watchErrors } from "../../src/reporting/watchErrors.js";
import { countListeners } from "../countListeners.js";
import { ORIGIN, ours, thrown } from "./samples.js";

const listeners: [string, EventListener][] = [];
const take = vi.fn();

function watch() {
  vi.spyOn(window, "addEventListener").mockImplementation((type: string, listener: unknown) => {
    listeners.push([type, listener as EventListener]);
  });
  watchErrors(ORIGIN, take);
}

const happens = (type: string, event: object) => {
  for (const [each, listener] of listeners) if (each === type) listener(event as Event);
};

afterEach(() => {
  listeners.length = 0;
  vi.restoreAllMocks();
  take.mockReset();
});

test("what nobody catches and what nobody waits for is handed on, if one of ours was running", () => {
  watch();
  const [first, second] = [ours("a"), ours("b")];
  happens("error", { error: first });
  happens("unhandledrejection", { reason: second });
  expect(take.mock.calls).toEqual([[first], [second]]);
  expect(listeners.map(([type]) => type)).toEqual(["error", "unhandledrejection"]);
});

test.each([
  ["the page's own error", thrown("Error: no\n    at a (https://shop.test/app.js:1:2)")],
  ["a secret of another origin's script", null],
  ["nothing", undefined],
  ["a text", "no"],
  ["a number", 7],
  ["something without a prototype", Object.create(null)],
  ["a symbol", Symbol("no")],
  ["a stack that is no text", thrown({ includes: () => true })],
  ["a stack that can not be one", thrown(Object.create(null))],
  [
    "what throws when it is looked at",
    {
      get stack() {
        throw new Error("no");
      },
    },
  ],
])("%s is nobody's business here", (_, error) => {
  watch();
  happens("error", { error });
  happens("unhandledrejection", { reason: error });
  expect(take).not.toHaveBeenCalled();
});

test("the page's own handler stays, and decides what the browser shows", () => {
  const own = vi.fn();
  window.onerror = own;
  watch();
  const event = { error: ours(), preventDefault: vi.fn(), stopImmediatePropagation: vi.fn() };
  happens("error", event);
  expect(window.onerror).toBe(own);
  expect(event.preventDefault).not.toHaveBeenCalled();
  expect(event.stopImmediatePropagation).not.toHaveBeenCalled();
  window.onerror = null;
});

test("it ends with its signal", () => {
  const listeners = countListeners();
  const ended = new AbortController();
  watchErrors(ORIGIN, take, ended.signal);
  expect(listeners.count()).toBe(2);
  ended.abort();
  expect(listeners.count()).toBe(0);
});
