import { beforeEach, expect, test } from "vitest";
import { keepPending, takeAnswer } from "../../../src/console/sign_in/takeAnswer.js";

const at = (query: string) => history.replaceState(null, "", `/console/index.html${query}`);

beforeEach(() => {
  sessionStorage.clear();
  at("");
});

test("a page that was simply opened has no answer", () => {
  expect(takeAnswer()).toEqual({ kind: "none" });
});

test("a code is taken once, and leaves the address", () => {
  keepPending({ state: "s", verifier: "v" });
  at("?code=c&state=s");
  expect(takeAnswer()).toEqual({ kind: "code", code: "c", verifier: "v" });
  expect(location.search).toBe("");
  expect(sessionStorage).toHaveLength(0);

  at("?code=c&state=s");
  expect(takeAnswer()).toEqual({ kind: "problem", problem: "mismatch" });
});

test.each(["?code=c&state=other", "?code=c", "?error=access_denied&state=other"])(
  "%s is refused, as its state is not this tab's",
  (query) => {
    keepPending({ state: "s", verifier: "v" });
    at(query);
    expect(takeAnswer()).toEqual({ kind: "problem", problem: "mismatch" });
    expect(location.search).toBe("");
    expect(sessionStorage).toHaveLength(0);
  },
);

test("a refusal of the sign-in page is told apart", () => {
  keepPending({ state: "s", verifier: "v" });
  at("?error=access_denied&error_description=no&state=s");
  expect(takeAnswer()).toEqual({ kind: "problem", problem: "denied" });
});
