import { expect, test } from "vitest";
import { joined } from "../../src/form/joined.js";

test.each([
  ["", "hello", "hello"],
  ["a draft", "hello", "a draft\n\nhello"],
  ["a draft \n", "hello", "a draft\n\nhello"],
  ["hello", "hello", "hello"],
  ["hello, and more", "hello", "hello, and more"],
  ["hello", "hello, typed on", "hello, typed on"],
])("%j with %j is %j", (message, typed, expected) => {
  expect(joined(message, typed)).toBe(expected);
});
