import { expect, test } from "vitest";
import { challengeOf, makeSecret } from "../../../src/console/sign_in/pkce.js";

test("the challenge is that of RFC 7636, appendix B", async () => {
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  expect(await challengeOf(verifier)).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
});

test("a secret has the 43 characters of 256 bits and is never the same", () => {
  const secrets = Array.from({ length: 20 }, makeSecret);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(new Set(secrets).size).toBe(20);
});
