import { expect, test } from "vitest";
import { siteOf, standing } from "../../../src/console/desk/standing.js";
import { agent, conversation, supervisor, taken } from "../samples.js";

test.each([
  ["waiting", conversation("a"), agent],
  ["own", taken("a"), agent],
  ["own", taken("a"), supervisor],
  ["foreign", taken("a", "other"), agent],
  ["supervised", taken("a", "other"), supervisor],
  ["foreign", { ...taken("a", "other"), conversation_id: "outlet.a" }, supervisor],
  ["ended", taken("a", agent.id, { state: "closed" }), agent],
  ["ended_foreign", taken("a", "other", { state: "closed" }), supervisor],
  ["ended_foreign", conversation("a", { state: "closed" }), agent],
] as const)("%s", (expected, what, who) => {
  expect(standing(what, who)).toBe(expected);
});

test("the site is what stands before the first dot", () => {
  expect(siteOf("my-shop.a-b_c")).toBe("my-shop");
});
