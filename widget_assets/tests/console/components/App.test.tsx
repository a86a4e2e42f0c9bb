import { signal } from "@preact/signals";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "../../../src/console/components/App.js";
import type { SignIn, SignInState } from "../../../src/console/sign_in/createSignIn.js";
import { texts } from "../../../src/console/words/texts.js";
import { clear, draw, press } from "./page.js";

afterEach(clear);

function signInAt(state: SignInState) {
  const signIn: SignIn = {
    state: signal(state),
    start: vi.fn(),
    begin: vi.fn(),
    accessToken: vi.fn(),
    renewsIn: vi.fn(),
    signOut: vi.fn(),
  };
  return signIn;
}

const app = (signIn: SignIn) => <App signIn={signIn} connect={vi.fn()} api={{ post: vi.fn() }} groups={{}} />;

test("who is signed out can sign in, in the language of the page", async () => {
  const signIn = signInAt({ step: "signed_out" });
  await draw(app(signIn));
  expect(document.querySelector("main h1")?.textContent).toBe("Tresen");
  expect(document.querySelector("[role=alert]")).toBeNull();
  await press("Sign in");
  expect(signIn.begin).toHaveBeenCalledWith("en");
});

test.each(["denied", "mismatch", "failed", "unreachable", "unsupported"] as const)(
  "a problem is said in words: %s",
  async (problem) => {
    await draw(app(signInAt({ step: "signed_out", problem })));
    expect(document.querySelector("[role=alert]")?.textContent).toBe(texts.en.signInProblem[problem]);
  },
);

test("the other language is one press away", async () => {
  await draw(app(signInAt({ step: "signed_out" })));
  await press("Deutsch");
  await press("English");
  await press("Deutsch");
  expect(document.documentElement.lang).toBe("de");
  expect(document.body.textContent).toContain("Anmelden");
});

test("an agent without a group is told what to do", async () => {
  const signIn = signInAt({
    step: "signed_in",
    agent: { id: "a", name: "a@b.c", groups: [], operates: false },
  });
  await draw(app(signIn));
  expect(document.body.textContent).toContain(texts.en.noGroup);
  await press("Sign out");
  expect(signIn.signOut).toHaveBeenCalled();
});
