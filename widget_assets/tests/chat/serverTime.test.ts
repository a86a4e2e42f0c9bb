import { afterEach, expect, test, vi } from "vitest";
import { serverTime } from "../../src/chat/serverTime.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

const answer = (headers: Record<string, string>) =>
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(null, { headers })));

test("the time is that of the answer plus what it spent in caches", async () => {
  answer({ date: "Thu, 01 Jan 1970 00:16:40 GMT", age: "23" });
  expect(await serverTime("https://chat.test/loader.js")).toBe(1023);
});

test("an answer that no cache kept has no age", async () => {
  answer({ date: "Thu, 01 Jan 1970 00:16:40 GMT" });
  expect(await serverTime("https://chat.test/loader.js")).toBe(1000);
});

test("without an answer there is no time", async () => {
  answer({});
  expect(await serverTime("https://chat.test/loader.js")).toBeNaN();
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  expect(await serverTime("https://chat.test/loader.js")).toBeNaN();
});

test("the request carries nothing of the visitor", async () => {
  answer({});
  await serverTime("https://chat.test/loader.js");
  expect(fetch).toHaveBeenCalledWith(
    "https://chat.test/loader.js",
    expect.objectContaining({ method: "HEAD", credentials: "omit" }),
  );
});
