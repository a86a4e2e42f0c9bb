import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { trail } from "../../../src/chat/trail.js";
import { createApi } from "../../../src/console/api/createApi.js";
import { GrantRefused } from "../../../src/console/sign_in/requestTokens.js";

const accessToken = vi.fn<(spent?: boolean) => Promise<string>>();
const fetched = vi.fn<typeof fetch>();
const api = createApi({ accessToken });

beforeEach(() => {
  vi.stubGlobal("fetch", fetched);
  accessToken.mockImplementation(async (spent) => (spent ? "renewed" : "held"));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

const answers = (...responses: [status: number, body: string][]) => {
  for (const [status, body] of responses) fetched.mockResolvedValueOnce(new Response(body, { status }));
};
const sent = (call: number) => fetched.mock.calls[call]?.[1];
const authorization = (call: number) => new Headers(sent(call)?.headers).get("authorization");

test("a request is a post with the agent's token and nothing in the address", async () => {
  answers([200, '{"a":1}']);
  expect(await api.post("/api/contact/search", { text: "rose" })).toEqual({ a: 1 });
  expect(fetched.mock.calls[0]?.[0]).toBe("/api/contact/search");
  expect(sent(0)).toMatchObject({
    method: "POST",
    body: '{"text":"rose"}',
    credentials: "omit",
    cache: "no-store",
  });
  expect(authorization(0)).toBe("Bearer held");
});

test("a token that is not taken is renewed once", async () => {
  answers([401, '{"code":"not_signed_in"}'], [200, "{}"]);
  await api.post("/api/x", {});
  expect([authorization(0), authorization(1)]).toEqual(["Bearer held", "Bearer renewed"]);
  answers([401, '{"code":"not_signed_in"}'], [401, '{"code":"not_signed_in"}']);
  await expect(api.post("/api/x", {})).rejects.toMatchObject({ code: "not_signed_in" });
  expect(fetched).toHaveBeenCalledTimes(4);
});

test("when the sign-in has ended that is the problem", async () => {
  answers([401, "{}"]);
  accessToken.mockImplementation(async (spent) => {
    if (spent) throw new GrantRefused("ended");
    return "held";
  });
  await expect(api.post("/api/x", {})).rejects.toMatchObject({ code: "not_signed_in" });
});

test.each([
  [409, '{"code":"changed_meanwhile"}', "changed_meanwhile"],
  [403, '{"code":"not_allowed"}', "not_allowed"],
  [429, '{"code":"busy","retry_after_seconds":2}', "busy"],
  [429, '{"message":"Too Many Requests"}', "busy"],
  [503, '{"message":"Service Unavailable"}', "busy"],
  [404, '{"message":"Not Found"}', "failed"],
  [500, "not json", "failed"],
  [403, '{"code":"a code of tomorrow"}', "failed"],
])("an answer of %i %s means %s", async (status, body, code) => {
  answers([status, body]);
  await expect(api.post("/api/x", {})).rejects.toMatchObject({ code });
});

test("no answer, and a token that can not be had, are a server out of reach", async () => {
  fetched.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await expect(api.post("/api/x", {})).rejects.toMatchObject({ code: "unreachable" });
  accessToken.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await expect(api.post("/api/x", {})).rejects.toMatchObject({ code: "unreachable" });
});

test("of an answer its status is noted for a report of an error, and nothing else", async () => {
  trail.length = 0;
  answers([403, '{"code":"not_allowed"}']);
  await api.post("/api/contact/search", { text: "rose" }).catch(() => {});
  expect(trail).toEqual([{ category: "code", message: "403", timestamp: expect.any(Number) }]);
});
