import { expect, test } from "vitest";
import { agentOf, readsErrors, supervises } from "../../../src/console/sign_in/agentOf.js";
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
  expect(agent).toEqual({ id: "a1", name: "zoë@example.com", groups: ["shop.service"], operates: false });
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
  const agent = { id: "a1", name: "", groups: ["shop.supervisor", "outlet.service"], operates: false };
  expect(supervises(agent, "shop")).toBe(true);
  expect(supervises(agent, "outlet")).toBe(false);
});

test("who runs the deployment is of no site by that", () => {
  const told = { sub: "a1", "cognito:groups": ["operator", "shop.service"] };
  expect(agentOf(tokens(told))).toMatchObject({ groups: ["shop.service"], operates: true });
  expect(agentOf(tokens({ ...told, "cognito:groups": ["shop.operator"] })).operates).toBe(false);
});

test.each([
  ["an operator", [], true, true],
  ["a supervisor of some site", ["shop.service", "outlet.supervisor"], false, true],
  ["an agent", ["shop.service"], false, false],
  ["nobody", [], false, false],
])("%s: errors are shown or not", (_, groups, operates, shown) => {
  expect(readsErrors({ id: "a1", name: "", groups, operates })).toBe(shown);
});
