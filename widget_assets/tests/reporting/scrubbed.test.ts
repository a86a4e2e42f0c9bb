import { describe, expect, test } from "vitest";
import { scrubbed } from "../../src/reporting/scrubbed.js";

describe("of an error's message is left", () => {
  test.each([
    ["e.map is not a function", "e.map is not a function"],
    ["Failed to fetch", "Failed to fetch"],
    ["undefined is not an object", "undefined is not an object"],
    ["can't access property of undefined", "can't access property of undefined"],
    ["Maximum call stack size exceeded", "Maximum call stack size exceeded"],
    [
      "JSON.parse: unexpected end of data at line 1 column 1",
      "JSON.parse: unexpected end of data at line 1 column 1",
    ],
  ])("all that tells nothing of anybody: %s", (message, left) => {
    expect(scrubbed(message)).toBe(left);
  });

  test.each([
    ["Unexpected token 'H', \"Hello Jane\" is not valid JSON", "Unexpected token *"],
    ['Unexpected token o in JSON: "my "own" name" Jane', "Unexpected token o in JSON: *"],
    ['can\'t read "Jane Doe"', "can't read *"],
    ["failed at „Jana Müller“ today", "failed at *"],
    ["failed at «Jeanne» today", "failed at *"],
    ["failed at `Jane` today", "failed at *"],
    ['cut off: "Jane D', "cut off: *"],
    ["say 'don't tell Jane'", "say *"],
  ])("nothing from the first quotation mark on: %s", (message, left) => {
    expect(scrubbed(message)).toBe(left);
  });

  test.each([
    ["no jane.doe@example.com there", "no * there"],
    ["no <jane@xn--mller-kva.de>, sorry", "no * sorry"],
    ["failed to load https://shop.test/orders?name=jane now", "failed to load * now"],
    ["of wss://chat.test/ws failed", "of * failed"],
    ["call 030 90 18 20 back", "call * * * * back"],
    ["IBAN DE02 1203 0000 0000 2020 51 of", "IBAN * * * * * * of"],
    ["jane%40example.com is", "* is"],
    ["key abcdefghijklmnopqrstuvwxyzabcdefghijklmn is", "key * is"],
    [`key ${"x".repeat(500)}@example.com is`, "key * is"],
  ])("no address, number or key: %s", (message, left) => {
    expect(scrubbed(message)).toBe(left);
  });

  test("no more than two hundred characters, and no part of what was cut through", () => {
    expect(scrubbed("so it is ".repeat(100))).toHaveLength(200);
    expect(scrubbed(`${"a ".repeat(95)}jane.doe.of.berlin@example.com`)).not.toContain("jane");
  });
});

test.each([["x".repeat(300_000)], ["@".repeat(300_000)], ["a:".repeat(150_000)], ["'".repeat(300_000)]])(
  "a message of any length costs little",
  (message) => {
    // In time that grew with the square of the length this would outlast the test's own.
    expect(() => scrubbed(message)).not.toThrow();
  },
);
