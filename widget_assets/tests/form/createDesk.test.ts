import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { trail } from "../../src/chat/trail.js";
import { createDesk } from "../../src/form/createDesk.js";
import { SOONEST_MS } from "../../src/form/soonest.js";
import type { HeldKey } from "../../src/widget/View.js";

beforeEach(() => void trail.splice(0));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const desk = (held: HeldKey = {}) =>
  createDesk({
    origin: "https://chat.test",
    locale: "en",
    held,
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

const parameters = {
  algorithm: "PBKDF2/SHA-256",
  cost: 1,
  keyLength: 32,
  keyPrefix: "",
  nonce: "00",
  salt: "00",
  expiresAt: 4_102_444_800,
};
const challenge = { parameters, signature: "00" };

test("what could not be had is asked for again, and what was solved is solved once", async () => {
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

describe("nobody is believed to fill in a form so fast, and what is sent waits", () => {
  const contents = { request_id: "1", locale: "en", fields: {}, group: null, consent: false, homepage: "" };
  const signal = new AbortController().signal;
  let posts: number;
  let pair: Promise<CryptoKeyPair>;

  beforeEach(() => {
    pair = crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
    posts = 0;
    vi.stubGlobal("fetch", async (url: string) => {
      if (url.endsWith("/api/contact/requests")) posts++;
      return new Response(JSON.stringify({ form: {}, challenge }));
    });
  });

  /** Solved, so that nothing but the time is missing. */
  async function ready() {
    const { read, solved, send } = desk({ pair });
    await read();
    await solved();
    return send;
  }

  test("until the server believes it", async () => {
    const sent = (await ready())(contents, signal);
    await vi.advanceTimersByTimeAsync(SOONEST_MS - 1);
    expect(vi.getTimerCount()).toBe(1);
    expect(posts).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await sent;
    expect(posts).toBe(1);
  });

  test("for nothing when it has taken as long to write it", async () => {
    const send = await ready();
    await vi.advanceTimersByTimeAsync(SOONEST_MS);
    const sent = send(contents, signal);
    await vi.advanceTimersByTimeAsync(0);
    await sent;
    expect(posts).toBe(1);
  });

  test("and is not sent when it is taken back meanwhile", async () => {
    const back = new AbortController();
    const sent = (await ready())(contents, back.signal);
    const refused = expect(sent).rejects.toThrow("back");
    await vi.advanceTimersByTimeAsync(SOONEST_MS - 1);
    back.abort(new Error("back"));
    await refused;
    expect(vi.getTimerCount()).toBe(0);
    expect(posts).toBe(0);
  });
});
