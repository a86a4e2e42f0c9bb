import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSignIn } from "../../../src/console/sign_in/createSignIn.js";
import { tokenOf } from "../tokenOf.js";

const config = { sign_in_url: "https://login.example.com", client_id: "client" };
const KEY = "tresen.refresh_token";
const navigate = vi.fn<(url: string) => void>();
const fetch = vi.fn<(url: string, init: RequestInit) => Promise<Response>>();

const access = (number: number) => tokenOf({ sub: "a1", "cognito:groups": ["shop.service"], number });
const grant = (number: number, more = {}) =>
  Response.json({
    access_token: access(number),
    id_token: tokenOf({ email: "a@b.c" }),
    expires_in: 3600,
    ...more,
  });
const refused = () => Response.json({ error: "invalid_grant" }, { status: 400 });
const asked = (call: number) => Object.fromEntries(fetch.mock.calls[call]?.[1].body as URLSearchParams);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetch);
  sessionStorage.clear();
  history.replaceState(null, "", "/console/");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  fetch.mockReset();
  navigate.mockReset();
});

async function signedIn() {
  sessionStorage.setItem(KEY, "r1");
  fetch.mockResolvedValueOnce(grant(1));
  const signIn = createSignIn(config, navigate);
  await signIn.start();
  return signIn;
}

test("the agent goes to the sign-in page with a challenge, comes back with a code, and is signed in", async () => {
  const leaving = createSignIn(config, navigate);
  await leaving.start();
  expect(leaving.state.value).toEqual({ step: "signed_out" });
  await leaving.begin("de");

  const url = new URL(navigate.mock.calls[0]?.[0] ?? "");
  const { state, code_challenge, ...rest } = Object.fromEntries(url.searchParams);
  expect(url.origin + url.pathname).toBe("https://login.example.com/oauth2/authorize");
  expect(code_challenge).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(rest).toEqual({
    response_type: "code",
    client_id: "client",
    redirect_uri: `${location.origin}/console/`,
    scope: "openid",
    code_challenge_method: "S256",
    lang: "de",
  });

  history.replaceState(null, "", `/console/?code=c&state=${state}`);
  fetch.mockResolvedValueOnce(grant(1, { refresh_token: "r1" }));
  const back = createSignIn(config, navigate);
  await back.start();
  expect(asked(0)).toMatchObject({ grant_type: "authorization_code", code: "c", client_id: "client" });
  expect(asked(0).code_verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(back.state.value).toEqual({
    step: "signed_in",
    agent: { id: "a1", name: "a@b.c", groups: ["shop.service"], operates: false },
  });
  expect({ ...sessionStorage }).toEqual({ [KEY]: "r1" });
});

test("an answer with a foreign state is not used", async () => {
  history.replaceState(null, "", "/console/?code=c&state=foreign");
  const signIn = createSignIn(config, navigate);
  await signIn.start();
  expect(signIn.state.value).toEqual({ step: "signed_out", problem: "mismatch" });
  expect(fetch).not.toHaveBeenCalled();
});

test.each([
  ["failed", () => Promise.resolve(refused())],
  ["unreachable", () => Promise.reject(new TypeError("network"))],
])("a code that leads to nothing is a problem in words: %s", async (problem, answer) => {
  const leaving = createSignIn(config, navigate);
  await leaving.begin("en");
  const state = new URL(navigate.mock.calls[0]?.[0] ?? "").searchParams.get("state");
  history.replaceState(null, "", `/console/?code=c&state=${state}`);
  fetch.mockImplementationOnce(answer);
  const signIn = createSignIn(config, navigate);
  await signIn.start();
  expect(signIn.state.value).toEqual({ step: "signed_out", problem });
});

test("a browser that keeps nothing is a problem in words", async () => {
  vi.stubGlobal("sessionStorage", {
    setItem() {
      throw new DOMException("blocked", "SecurityError");
    },
  });
  const signIn = createSignIn(config, navigate);
  await signIn.begin("en");
  expect(signIn.state.value).toEqual({ step: "signed_out", problem: "unsupported" });
  expect(navigate).not.toHaveBeenCalled();
});

test("a sign-in of this tab that has ended leads to the sign-in page without a complaint", async () => {
  sessionStorage.setItem(KEY, "r1");
  fetch.mockResolvedValueOnce(refused());
  const signIn = createSignIn(config, navigate);
  await signIn.start();
  expect(signIn.state.value).toEqual({ step: "signed_out" });
  expect(sessionStorage.getItem(KEY)).toBeNull();
});

test("the access token serves until five minutes before its end, and is then renewed", async () => {
  const signIn = await signedIn();
  vi.advanceTimersByTime(54 * 60_000);
  expect(await signIn.accessToken()).toBe(access(1));
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(signIn.renewsIn()).toBe(60_000);

  vi.advanceTimersByTime(60_000);
  fetch.mockResolvedValueOnce(grant(2));
  expect(await signIn.accessToken()).toBe(access(2));
  expect(signIn.renewsIn()).toBe(55 * 60_000);
});

test("a refresh token that rotates is replaced, and used by one renewal only", async () => {
  const signIn = await signedIn();
  fetch.mockResolvedValueOnce(grant(2, { refresh_token: "r2" }));
  const both = await Promise.all([signIn.accessToken(true), signIn.accessToken(true)]);
  expect(both).toEqual([access(2), access(2)]);
  expect(fetch).toHaveBeenCalledTimes(2);
  expect(sessionStorage.getItem(KEY)).toBe("r2");
});

test("a token that is still good serves on while the sign-in service is away", async () => {
  const signIn = await signedIn();
  vi.advanceTimersByTime(57 * 60_000);
  fetch.mockRejectedValue(new TypeError("network"));
  expect(await signIn.accessToken()).toBe(access(1));
  vi.advanceTimersByTime(3 * 60_000);
  await expect(signIn.accessToken()).rejects.toThrow("network");
  expect(signIn.state.value.step).toBe("signed_in");
});

test("a refused renewal ends the sign-in but not the page", async () => {
  const signIn = await signedIn();
  fetch.mockResolvedValueOnce(refused());
  await expect(signIn.accessToken(true)).rejects.toThrow();
  expect(signIn.state.value).toMatchObject({ step: "ended", agent: { id: "a1" } });
});

test("signing out forgets, revokes and leaves", async () => {
  const signIn = await signedIn();
  sessionStorage.setItem("tresen.work", "{}");
  fetch.mockResolvedValueOnce(new Response());
  signIn.signOut();
  expect(sessionStorage).toHaveLength(0);
  expect(fetch.mock.calls[1]?.[0]).toBe("https://login.example.com/oauth2/revoke");
  expect(asked(1)).toEqual({ token: "r1", client_id: "client" });
  const url = new URL(navigate.mock.calls[0]?.[0] ?? "");
  expect(url.origin + url.pathname).toBe("https://login.example.com/logout");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: "client",
    logout_uri: `${location.origin}/console/`,
  });
});

test("a renewal that was under way does not sign in again who has signed out", async () => {
  const signIn = await signedIn();
  let answer = (_: Response) => {};
  const late = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  fetch.mockReturnValueOnce(late).mockResolvedValueOnce(new Response());
  const token = signIn.accessToken(true);
  signIn.signOut();
  answer(grant(2, { refresh_token: "r2" }));
  await expect(token).rejects.toThrow();
  expect(sessionStorage).toHaveLength(0);
  expect(signIn.state.value.step).not.toBe("signed_in");
});

test("no token is in an address or a state", async () => {
  const signIn = await signedIn();
  fetch.mockResolvedValueOnce(new Response());
  signIn.signOut();
  const seen = JSON.stringify([
    navigate.mock.calls,
    fetch.mock.calls.map(([url]) => url),
    signIn.state.value,
  ]);
  expect(seen).not.toContain("r1");
  expect(seen).not.toContain(access(1));
});
