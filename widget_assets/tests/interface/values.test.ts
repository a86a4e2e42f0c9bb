import { describe, expect, test } from "vitest";
import { areAttributes } from "../../src/interface/areAttributes.js";
import { areTexts } from "../../src/interface/areTexts.js";
import { problemOf } from "../../src/interface/problemOf.js";

describe("texts are", () => {
  test.each([{}, { message: "" }, { name: "Ada", email: "ada@example.org" }])("%j", (value) => {
    expect(areTexts(value)).toBe(true);
  });

  test.each([undefined, null, "text", 7, ["text"], { name: 7 }, { name: undefined }])("not %j", (value) => {
    expect(areTexts(value)).toBe(false);
  });
});

describe("attributes are", () => {
  const many = (count: number) => Object.fromEntries([...Array(count).keys()].map((n) => [`n${n}`, "x"]));

  test.each([{}, { order_number: "7" }, { plan: "x".repeat(200) }, { emoji: "😀".repeat(200) }, many(20)])(
    "%j",
    (value) => {
      expect(areAttributes(value)).toBe(true);
    },
  );

  test.each([
    null,
    { Plan: "gold" },
    { "7plan": "gold" },
    { ["x".repeat(33)]: "gold" },
    { plan: "x".repeat(201) },
    { plan: 7 },
    many(21),
    Object.fromEntries(Object.keys(many(20)).map((name) => [name, "ä".repeat(199)])),
  ])("not %j", (value) => {
    expect(areAttributes(value)).toBe(false);
  });
});

describe("a problem names what was expected, and", () => {
  test.each([
    ["blue", '"blue"'],
    ["x".repeat(100), `"${"x".repeat(40)}"`],
    [7, "number"],
    [null, "null"],
    [["a"], "array"],
    [undefined, "undefined"],
    [{ a: 1 }, "object"],
  ])("of %j says %s", (value, got) => {
    expect(problemOf("this", value, false)).toBe(`expected this, got ${got}`);
  });

  test("nothing of what may be private", () => {
    expect(problemOf("a token", "ada@example.org", true)).toBe("expected a token, got string");
  });
});
