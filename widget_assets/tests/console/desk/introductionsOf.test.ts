import { expect, test } from "vitest";
import { introductionsOf } from "../../../src/console/desk/introductionsOf.js";
import { described, identified, message, note } from "../samples.js";

test("nothing is known of somebody of whom nothing is said", () => {
  expect(introductionsOf([], [note("started", 1), message(2)])).toEqual({
    identified: undefined,
    described: undefined,
  });
});

test("of each kind the newest counts, wherever it comes from", () => {
  const [before, after] = [identified(3), identified(70, { customer_id: "K-2000" })];
  const [plan, none] = [described(4, { plan: "pro" }), described(71, {})];
  expect(introductionsOf([before, plan], [message(69), after])).toEqual({
    identified: after,
    described: plan,
  });
  expect(introductionsOf([after, none], [before, plan])).toEqual({ identified: after, described: none });
});
