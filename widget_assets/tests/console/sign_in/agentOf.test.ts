import { expect, test } from "vitest";
import { agentOf, supervises } from "../../../src/console/sign_in/agentOf.js";
import { tokenOf } from "../tokenOf.js";

const tokens = (access: object, identity?: object) => ({
  access: tokenOf(access),
  identity: identity && tokenOf(identity),
  refresh: undefined,
  lifetimeMs: 0,
});

test("the access token says who the agent is and the identity token what to call them", () => {
  const agent = agentOf(
    tokens({ sub: "a1", username: "u", "cognito:groups": ["shop.service"] }, { email: "zoë@example.com" }),
  );
  expect(agent).toEqual({ id: "a1", name: "zoë@example.com", groups: ["shop.service"] });
});

test.each([
  ["the name at the pool", { "cognito:username": "zoe" }, "zoe"],
  ["the access token's name", undefined, "u"],
])("without an address it is %s", (_, identity, name) => {
  expect(agentOf(tokens({ sub: "a1", username: "u" }, identity)).name).toBe(name);
});

test("an agent without a group has none", () => {
  expect(agentOf(tokens({ sub: "a1" })).groups).toEqual([]);
});

test("a supervisor of one site is none of another", () => {
  const agent = { id: "a1", name: "", groups: ["shop.supervisor", "outlet.service"] };
  expect(supervises(agent, "shop")).toBe(true);
  expect(supervises(agent, "outlet")).toBe(false);
});
