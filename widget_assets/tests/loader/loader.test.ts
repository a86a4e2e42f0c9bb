import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function runLoader() {
  vi.resetModules();
  await import("../../src/loader/loader.js");
}

test("a script that is on the page twice makes one launcher and one global", async () => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  const script = document.createElement("script");
  Object.defineProperty(script, "src", { value: "https://chat.test/loader.js?v=1" });
  script.dataset.locale = "de";
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  vi.stubGlobal("PANEL", { path: "/assets/panel-1.js", integrity: "sha256-abc" });
  const before = new Set(Object.getOwnPropertyNames(window));
  await runLoader();
  await runLoader();
  expect(document.querySelectorAll("tresen-widget")).toHaveLength(1);
  expect(document.querySelector<HTMLElement>("tresen-widget")?.lang).toBe("de");
  expect(Object.getOwnPropertyNames(window).filter((name) => !before.has(name))).toEqual(["tresen"]);
});
