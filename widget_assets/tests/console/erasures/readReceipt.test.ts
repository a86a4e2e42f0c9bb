import { expect, test } from "vitest";
import { readReceipt } from "../../../src/console/erasures/readReceipt.js";

test("the claims are read", () => {
  const claims = btoa(JSON.stringify({ receipt_id: "r", backups_until: 7 })).replaceAll("=", "");
  expect(readReceipt(`e30.${claims}.c2ln`)).toEqual({ receipt_id: "r", backups_until: 7 });
});

test.each(["", "a", "a.!.c", "a.bm9uZQ.c"])("of %j nothing is read", (receipt) => {
  expect(readReceipt(receipt)).toBeUndefined();
});
