import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { postProved, RequestRefused } from "../../src/chat/postProved.js";
import { trail } from "../../src/chat/trail.js";

const ORIGIN = "https://chat.test";

let pair: CryptoKeyPair;
let asked: { url: string; init: RequestInit }[];

beforeAll(async () => {
  pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
});

beforeEach(() => {
  asked = [];
});

afterEach(() => vi.unstubAllGlobals());

const answer = (status: number, body: unknown, headers = {}) =>
  new Response(body === undefined ? "<html>" : JSON.stringify(body), { status, headers });

function answers(...all: Response[]) {
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    return all.shift();
  });
}

const post = () => postProved<{ a: number }>(ORIGIN, "/api/privacy/stored", pair, { b: 2 });

const claims = (at: number) => {
  const header = new Headers(asked[at]?.init.headers).get("Authorization") ?? "";
  expect(header).toMatch(/^Proof [\w-]+\.[\w-]+\.[\w-]+$/);
  return JSON.parse(atob(header.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? ""));
};

test("it is a POST of JSON without cookies, with a proof for this address and method", async () => {
  answers(answer(200, { a: 1 }));
  expect(await post()).toEqual({ a: 1 });
  const [{ url, init } = { url: "", init: {} }] = asked;
  expect(url).toBe(`${ORIGIN}/api/privacy/stored`);
  expect([init.method, init.body, init.credentials]).toEqual(["POST", '{"b":2}', "omit"]);
  expect(new Headers(init.headers).get("Content-Type")).toBe("application/json");
  const now = Date.now() / 1000;
  expect(claims(0)).toMatchObject({ htm: "POST", htu: url });
  expect(Math.abs(claims(0).iat - now)).toBeLessThan(5);
});

test("a clock that is wrong is put right by the server's, once, and stays so", async () => {
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  answers(answer(401, { code: "not_signed_in" }), answer(200, null, { date }), answer(200, { a: 1 }));
  await post();
  expect(asked.map(({ init }) => init.method)).toEqual(["POST", "HEAD", "POST"]);
  expect(claims(2).iat - claims(0).iat).toBeGreaterThan(3_500);
  expect(claims(2).jti).not.toBe(claims(0).jti);
  answers(answer(200, { a: 1 }));
  await post();
  expect(claims(3).iat - claims(0).iat).toBeGreaterThan(3_500);
});

test("a second refusal of the proof is the answer", async () => {
  answers(answer(401, { code: "not_signed_in" }), answer(200, null), answer(401, { code: "not_signed_in" }));
  await expect(post()).rejects.toMatchObject({ code: "not_signed_in" });
});

test.each([
  [410, { code: "erased" }, "erased"],
  [422, { code: "invalid_fields", fields: { email: "required" } }, "invalid_fields"],
  [429, { message: "Too Many Requests" }, "busy"],
  [429, undefined, "busy"],
  [503, { message: "Service Unavailable" }, "failed"],
  [502, undefined, "failed"],
])("%i with %o is %s", async (status, body, code) => {
  answers(answer(status, body));
  const error = await post().catch((it) => it);
  expect(error).toBeInstanceOf(RequestRefused);
  expect(error.code).toBe(code);
  if (body && "fields" in body) expect(error.problem.fields).toEqual({ email: "required" });
});

test("without an answer the error is another one", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("away");
  });
  await expect(post()).rejects.toBeInstanceOf(TypeError);
});

test("of each answer the status is remembered, and nothing else", async () => {
  trail.splice(0);
  answers(answer(409, { code: "erased" }), answer(200, { a: 1 }));
  await post().catch(() => {});
  await post();
  expect(trail.map(({ category, message }) => [category, message])).toEqual([
    ["code", "409"],
    ["code", "200"],
  ]);
});

test("the site is in the proof where the page names one, and else no word of it", async () => {
  answers(answer(200, {}), answer(200, {}));
  await post();
  await postProved(ORIGIN, "/api/privacy/stored", pair, {}, "shop");
  expect([claims(0).site, claims(1).site]).toEqual([undefined, "shop"]);
});
