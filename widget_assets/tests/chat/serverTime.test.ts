import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serverTime } from "../../src/chat/serverTime.js";

const ORIGIN = "https://chat.test";

beforeEach(() => void vi.useFakeTimers({ now: 500_000 }));

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answer = (headers: Record<string, string>) =>
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(null, { headers })));

test("the time is this device's own before anybody has refused it", async () => {
  answer({ date: "Thu, 01 Jan 1970 00:16:40 GMT" });
  expect(await serverTime(ORIGIN, 0)).toBe(500);
  expect(fetch).not.toHaveBeenCalled();
});

test("then it is that of the answer plus what it spent in caches, and goes on from there", async () => {
  answer({ date: "Thu, 01 Jan 1970 00:16:40 GMT", age: "23" });
  expect(await serverTime(ORIGIN, 1)).toBe(1023);
  vi.setSystemTime(510_000);
  expect(await serverTime(ORIGIN, 0)).toBe(1033);
  expect(fetch).toHaveBeenCalledOnce();
});

test("an answer that no cache kept has no age", async () => {
  answer({ date: "Thu, 01 Jan 1970 00:16:40 GMT" });
  expect(await serverTime(ORIGIN, 1)).toBe(1000);
});

test("without an answer the time stays what it was", async () => {
  answer({});
  expect(await serverTime(ORIGIN, 1)).toBe(1000);
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  expect(await serverTime(ORIGIN, 2)).toBe(1000);
});

test("the request carries nothing of the visitor", async () => {
  answer({});
  await serverTime(ORIGIN, 1);
  expect(fetch).toHaveBeenCalledWith(
    "https://chat.test/loader.js",
    expect.objectContaining({ method: "HEAD", credentials: "omit" }),
  );
});
