import { describe, expect, test } from "vitest";
import vectors from "../../../tests/vectors/contact_fields.json";
import { fieldProblem } from "../../src/form/fieldProblem.js";
import { normalised } from "../../src/form/normalised.js";
import type { FormField } from "../../src/protocol/requests.js";

// The same vectors that the server's rules are tested with.
describe.each(vectors)("$why", ({ field, value, normalised: expected, problem }) => {
  const asked = field as FormField;

  test("is kept as the server keeps it", () => {
    expect(normalised(asked.kind, value)).toBe(expected);
  });

  test("is judged as the server judges it", () => {
    expect(fieldProblem(asked, normalised(asked.kind, value)) ?? null).toBe(problem);
  });
});

test("half a character becomes one that can be sent", () => {
  expect(normalised("line", "a\ud800b")).toBe("a\ufffdb");
});
