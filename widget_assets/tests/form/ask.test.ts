import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { trail } from "../../src/chat/trail.js";
import { ask } from "../../src/form/ask.js";

beforeEach(() => void trail.splice(0));
afterEach(() => vi.unstubAllGlobals());

const steps = () => trail.map(({ category, message }) => `${category} ${message}`);

test("of an answer the status is remembered, and nothing else", async () => {
  vi.stubGlobal("fetch", async () => new Response('{"code":"too_soon"}', { status: 429 }));
  expect(await ask("https://chat.test/api/contact/form", "fields" as never)).toEqual({ code: "too_soon" });
  expect(steps()).toEqual(["code 429"]);
});

test("without an answer there is nothing to remember", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("away");
  });
  expect(await ask("https://chat.test/api/contact/form", "fields" as never)).toEqual({ code: "busy" });
  expect(steps()).toEqual([]);
});
