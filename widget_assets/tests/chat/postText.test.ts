import { afterEach, expect, test, vi } from "vitest";
import { postText } from "../../src/chat/postText.js";

afterEach(() => vi.unstubAllGlobals());

test("a text goes without preflight, cookies and the page's address, and survives the page", async () => {
  const answer = new Response("{}");
  const fetch = vi.fn(async (_: string, __: RequestInit) => answer);
  vi.stubGlobal("fetch", fetch);
  const { signal } = new AbortController();
  expect(await postText("https://chat.test/api/errors", "text", signal)).toBe(answer);
  expect(fetch).toHaveBeenCalledExactlyOnceWith("https://chat.test/api/errors", {
    method: "POST",
    body: "text",
    keepalive: true,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal,
  });
});
