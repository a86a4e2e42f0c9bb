import { expect, test } from "vitest";
import { renewalTime } from "../../../src/console/sign_in/renewalTime.js";

const MINUTE = 60_000;

test.each([
  ["an hour", 60 * MINUTE, 55 * MINUTE],
  ["a day", 24 * 60 * MINUTE, (24 * 60 - 5) * MINUTE],
  ["five minutes, Cognito's least", 5 * MINUTE, 4 * MINUTE],
])("a token of %s is renewed before its end", (_, lifetime, expected) => {
  expect(renewalTime(1_000, lifetime)).toBe(1_000 + expected);
});
