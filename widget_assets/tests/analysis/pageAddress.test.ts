import { expect, test } from "vitest";
import { pageAddress } from "../../src/analysis/pageAddress.js";

test.each([
  ["https://shop.test/", "https://shop.test/"],
  ["https://shop.test:8080/a/b.html?name=ada#top", "https://shop.test:8080/a/b.html"],
  ["https://shop.test/users/ada@example.com/orders", "https://shop.test/users/-/orders"],
  ["https://shop.test/users/ada%40example.com", "https://shop.test/users/-"],
  ["https://ada:secret@shop.test/a", "https://shop.test/a"],
  ["https://shop.test/gr%C3%BC%C3%9Fe/", "https://shop.test/gr%C3%BC%C3%9Fe/"],
])("%s is told as %s", (address, told) => {
  expect(pageAddress(new URL(address))).toBe(told);
});

test("a very long one is cut", () => {
  expect(pageAddress(new URL(`https://shop.test/${"a".repeat(2000)}`))).toHaveLength(1000);
});
