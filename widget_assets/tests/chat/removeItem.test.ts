import { afterEach, expect, test, vi } from "vitest";
import { removeItem } from "../../src/chat/removeItem.js";

afterEach(() => vi.restoreAllMocks());

test("what has the name goes, and nothing else", () => {
  localStorage.setItem("tresen.a", "1");
  localStorage.setItem("tresen.b", "2");
  removeItem("tresen.a");
  expect([localStorage.getItem("tresen.a"), localStorage.getItem("tresen.b")]).toEqual([null, "2"]);
});

test("where the browser refuses there is nothing to remove", () => {
  vi.spyOn(Storage.prototype, "removeItem").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });
  expect(() => removeItem("tresen.a")).not.toThrow();
});
