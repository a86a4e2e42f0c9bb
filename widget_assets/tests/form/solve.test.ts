import { expect, test, vi } from "vitest";
import vectors from "../../../tests/vectors/altcha.json";
import { solve } from "../../src/form/solve.js";

test.each(vectors)(
  "$challenge.parameters.keyPrefix is found as ALTCHA's own library finds it",
  async (vector) => {
    const { signal } = new AbortController();
    expect(await solve(vector.challenge.parameters, signal)).toEqual(vector.solution);
  },
);

const endless = { ...vectors[0]?.challenge.parameters, keyPrefix: "0".repeat(64) } as Parameters<
  typeof solve
>[0];

test("it ends when it is aborted, and derives nothing more", async () => {
  const aborter = new AbortController();
  const derive = vi.spyOn(crypto.subtle, "deriveBits");
  const solving = solve(endless, aborter.signal);
  await vi.waitFor(() => expect(derive.mock.calls.length).toBeGreaterThan(3));
  aborter.abort();
  await expect(solving).rejects.toThrow("abort");
  const calls = derive.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(derive.mock.calls.length).toBe(calls);
  derive.mockRestore();
});
