import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetObjections, OBJECTIONS, object, objected, objections } from "../../src/chat/objections.js";

beforeEach(() => localStorage.clear());

afterEach(() => {
  vi.restoreAllMocks();
  forgetObjections();
});

test("nobody has objected at first, and nothing is stored by asking", () => {
  expect([objected("analysis"), objected("errors")]).toEqual([false, false]);
  expect(localStorage).toHaveLength(0);
});

test("an objection is kept for its purpose alone", () => {
  object("analysis", true);
  expect([objected("analysis"), objected("errors")]).toEqual([true, false]);
  expect(localStorage.getItem(OBJECTIONS)).toBe('{"analysis":true}');
});

test("taken back, it leaves the other one, and nothing when there is none", () => {
  object("analysis", true);
  object("errors", true);
  object("analysis", false);
  expect(localStorage.getItem(OBJECTIONS)).toBe('{"errors":true}');
  object("errors", false);
  expect(localStorage).toHaveLength(0);
});

test("what another tab has noted holds here at once", () => {
  localStorage.setItem(OBJECTIONS, '{"errors":true}');
  expect(objected("errors")).toBe(true);
});

test.each(["", "null", "{", '"x"', "[]"])("what is no list of objections is none: %s", (text) => {
  localStorage.setItem(OBJECTIONS, text);
  expect(objected("analysis")).toBe(false);
});

test("where nothing may be stored it holds for as long as the page lives", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("refused", "QuotaExceededError");
  });
  object("errors", true);
  expect(objections()).toEqual({ errors: true });
  expect(objected("errors")).toBe(true);
});

test("forgotten, nothing is left", () => {
  object("analysis", true);
  object("errors", true);
  forgetObjections();
  expect(localStorage).toHaveLength(0);
});
