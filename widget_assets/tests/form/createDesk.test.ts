import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { trail } from "../../src/chat/trail.js";
import { createDesk } from "../../src/form/createDesk.js";

beforeEach(() => void trail.splice(0));
afterEach(() => vi.unstubAllGlobals());

const desk = () =>
  createDesk({
    origin: "https://chat.test",
    locale: "en",
    held: {},
    signal: new AbortController().signal,
  });
const steps = () => trail.map(({ category, message }) => `${category} ${message}`);

test("of an answer the status is remembered, and nothing else", async () => {
  vi.stubGlobal("fetch", async () => new Response('{"code":"too_soon"}', { status: 429 }));
  await expect(desk().read()).rejects.toMatchObject({ problem: { code: "too_soon" } });
  expect(steps()).toEqual(["code 429"]);
});

test("without an answer there is nothing to remember", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("away");
  });
  await expect(desk().read()).rejects.toThrow("away");
  expect(steps()).toEqual([]);
});

test("what could not be had is asked for again, and what was solved is solved once", async () => {
  const parameters = {
    algorithm: "PBKDF2/SHA-256",
    cost: 1,
    keyLength: 32,
    keyPrefix: "",
    nonce: "00",
    salt: "00",
  };
  const challenge = { parameters: { ...parameters, expiresAt: 4_102_444_800 }, signature: "00" };
  const fetch = vi.fn(async () => new Response(JSON.stringify({ form: {}, challenge })));
  vi.stubGlobal("fetch", fetch);
  fetch.mockRejectedValueOnce(new TypeError("away"));
  const { solved, read } = desk();
  await expect(solved()).rejects.toThrow("away");
  const first = await solved();
  expect(first).toMatchObject({ challenge, solution: { counter: 0 } });
  expect(await solved()).toBe(first);
  expect(fetch).toHaveBeenCalledTimes(2);
  // The next form comes with another one.
  await read();
  expect(await solved()).not.toBe(first);
  expect(fetch).toHaveBeenCalledTimes(3);
});
