import { expect, test } from "vitest";
import { requestId } from "../../src/form/requestId.js";

const contents = { name: "Ada", message: "hello" };

test("the same draft with the same contents is the same request, in whatever order it is read", async () => {
  const turned = { message: "hello", name: "Ada" };
  expect(await requestId("seed", contents)).toBe(await requestId("seed", turned));
});

test.each([
  ["another draft", "other", contents],
  ["another text", "seed", { ...contents, message: "hello!" }],
  ["the same text in another field", "seed", { name: "hello", message: "Ada" }],
  ["another group", "seed", { ...contents, group: "sales" }],
  ["a consent", "seed", { ...contents, consent: "on" }],
])("%s is another request", async (_, seed, other) => {
  expect(await requestId(seed, other)).not.toBe(await requestId("seed", contents));
});

test("it has the form that the server asks for", async () => {
  expect(await requestId("seed", contents)).toMatch(/^[A-Za-z0-9-]{16,36}$/);
});
