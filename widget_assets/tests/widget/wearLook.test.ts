import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wearLook } from "../../src/widget/wearLook.js";

const LOOK = { texts: {}, style: "" };
const ORIGIN = "https://chat.test";

let fonts: Set<unknown>;
let host: HTMLElement;
let ended: AbortController;

beforeEach(() => {
  fonts = new Set();
  host = document.createElement("div");
  ended = new AbortController();
  vi.stubGlobal("document", { fonts });
  vi.stubGlobal(
    "FontFace",
    class {
      constructor(
        readonly family: string,
        readonly source: string,
      ) {}
    },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("the site's theme holds where the page sets none", () => {
  wearLook(host, { ...LOOK, theme: "dark" }, ORIGIN, ended.signal);
  expect(host.dataset.theme).toBe("dark");
  wearLook(host, { ...LOOK, theme: "light" }, ORIGIN, ended.signal);
  expect(host.dataset.theme).toBe("dark");
});

test("without settings nothing is touched", () => {
  wearLook(host, undefined, ORIGIN, ended.signal);
  wearLook(host, LOOK, ORIGIN, ended.signal);
  expect([{ ...host.dataset }, fonts.size]).toEqual([{}, 0]);
});

test("the site's font comes from the chat, and leaves the page with the widget", () => {
  const font = { family: "tresen-Inter", path: "/assets/font-1.woff2" };
  wearLook(host, { ...LOOK, font }, ORIGIN, ended.signal);
  expect([...fonts]).toEqual([
    expect.objectContaining({ family: "tresen-Inter", source: "url(https://chat.test/assets/font-1.woff2)" }),
  ]);
  ended.abort();
  expect(fonts.size).toBe(0);
});
