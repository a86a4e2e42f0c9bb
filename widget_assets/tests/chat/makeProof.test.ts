import { beforeAll, expect, test } from "vitest";
import { makeProof } from "../../src/chat/makeProof.js";

const URL = "https://chat.test/ws";

let key: CryptoKeyPair;

beforeAll(async () => {
  key = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
});

const bytes = (part = "") =>
  Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
const read = (part?: string) => JSON.parse(new TextDecoder().decode(bytes(part)));

test("a proof is signed by the visitor's key", async () => {
  const [header, claims, signature] = (await makeProof(key, URL, 1_750_000_000, "GET")).split(".");
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  expect(await crypto.subtle.verify(algorithm, key.publicKey, bytes(signature), signed)).toBe(true);
  signed[0] = 0;
  expect(await crypto.subtle.verify(algorithm, key.publicKey, bytes(signature), signed)).toBe(false);
});

test("a proof has the form of RFC 9449, and the public half of the key alone", async () => {
  const [header, claims] = (await makeProof(key, URL, 1_750_000_000.9, "GET")).split(".");
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.publicKey);
  expect(read(header)).toEqual({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } });
  expect(read(claims)).toEqual({
    jti: expect.stringMatching(/^[\w-]{16,64}$/),
    htm: "GET",
    htu: URL,
    iat: 1_750_000_000,
  });
});

test("a proof may stand in a subprotocol header", async () => {
  expect(await makeProof(key, URL, 1, "GET")).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test("no two proofs are the same", async () => {
  expect(await makeProof(key, URL, 1, "GET")).not.toBe(await makeProof(key, URL, 1, "GET"));
});

test("the site is in it where the page names one", async () => {
  const [, claims] = (await makeProof(key, URL, 1, "POST", "shop")).split(".");
  expect(read(claims)).toMatchObject({ htm: "POST", site: "shop" });
});
