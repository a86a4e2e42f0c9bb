import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLanguage } from "../../../src/console/words/createLanguage.js";

beforeEach(() => localStorage.clear());

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test.each([
  ["de-AT", "de"],
  ["en-GB", "en"],
  ["fr", "en"],
])("a browser in %s gets %s", (browser, expected) => {
  vi.spyOn(navigator, "language", "get").mockReturnValue(browser);
  expect(createLanguage().current.value).toBe(expected);
  expect(document.documentElement.lang).toBe(expected);
});

test("what was chosen is kept, and the page says so to screen readers", () => {
  createLanguage().choose("de");
  expect(document.documentElement.lang).toBe("de");
  expect(createLanguage().current.value).toBe("de");
});

test("what else is in the store is not believed", () => {
  localStorage.setItem("tresen.language", "constructor");
  expect(["de", "en"]).toContain(createLanguage().current.value);
});

test("where nothing may be kept the choice lasts as long as the page", () => {
  const blocked = () => {
    throw new DOMException("blocked", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: blocked, setItem: blocked });
  const language = createLanguage();
  language.choose("de");
  expect(language.current.value).toBe("de");
});
