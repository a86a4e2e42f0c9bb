import { type ReadonlySignal, signal } from "@preact/signals";
import { type Agent, agentOf } from "./agentOf.js";
import type { SignInConfig } from "./loadConfig.js";
import { challengeOf, makeSecret } from "./pkce.js";
import { renewalTime } from "./renewalTime.js";
import { GrantRefused, requestTokens, type Tokens } from "./requestTokens.js";
import { keepPending, takeAnswer } from "./takeAnswer.js";

export type SignInProblem = "denied" | "mismatch" | "failed" | "unreachable" | "unsupported";

export type SignInState =
  | { readonly step: "starting" }
  | { readonly step: "signed_out"; readonly problem?: SignInProblem }
  | { readonly step: "signed_in"; readonly agent: Agent }
  /** The sign-in is over, but the page stays as it is: what is typed must not get lost. */
  | { readonly step: "ended"; readonly agent: Agent };

export type SignIn = {
  readonly state: ReadonlySignal<SignInState>;
  /** Goes on with what the sign-in page sent along, or with the sign-in that this tab has already. */
  start(): Promise<void>;
  /** Leaves for the sign-in page. */
  begin(language: string): Promise<void>;
  /** An access token that is good for a while yet; renewed when `spent`, or soon at its end. */
  accessToken(spent?: boolean): Promise<string>;
  /** How long the access token needs no renewal, in milliseconds. */
  renewsIn(): number;
  signOut(): void;
};

type Held = Tokens & { readonly renewAt: number; readonly endsAt: number };

// The refresh token is all that is kept, and for this tab only: it goes when the tab is closed, no other
// tab and no later user of the browser finds it. Access and identity token live in memory and are renewed
// on a reload.
const KEY = "tresen.refresh_token";

/** The agent's sign-in: OpenID Connect's code flow with PKCE. */
export function createSignIn(config: SignInConfig, navigate: (url: string) => void): SignIn {
  const state = signal<SignInState>({ step: "starting" });
  const redirectUri = `${location.origin}/console/`;
  let held: Held | undefined;
  let renewing: Promise<string> | undefined;

  function hold(tokens: Tokens): string {
    const now = Date.now();
    if (tokens.refresh) sessionStorage.setItem(KEY, tokens.refresh);
    held = { ...tokens, renewAt: renewalTime(now, tokens.lifetimeMs), endsAt: now + tokens.lifetimeMs };
    state.value = { step: "signed_in", agent: agentOf(tokens) };
    return tokens.access;
  }

  async function renew(): Promise<string> {
    const refresh = sessionStorage.getItem(KEY);
    if (!refresh) throw new GrantRefused("no refresh token");
    const tokens = await requestTokens(config, { grant_type: "refresh_token", refresh_token: refresh });
    if (sessionStorage.getItem(KEY) !== refresh) throw new GrantRefused("signed out meanwhile");
    return hold(tokens);
  }

  function end() {
    sessionStorage.removeItem(KEY);
    const { value } = state;
    if (value.step === "signed_in") state.value = { step: "ended", agent: value.agent };
    else if (value.step === "starting") state.value = { step: "signed_out" };
  }

  /** One renewal at a time: a user pool that rotates refresh tokens takes each of them once. */
  function renewOnce(): Promise<string> {
    renewing ??= renew()
      .catch((error) => {
        if (error instanceof GrantRefused) end();
        throw error;
      })
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  }

  async function start() {
    const answer = takeAnswer();
    if (answer.kind === "problem") {
      state.value = { step: "signed_out", problem: answer.problem };
    } else if (answer.kind === "code") {
      const { code, verifier: code_verifier } = answer;
      const grant = {
        grant_type: "authorization_code",
        code,
        code_verifier,
        redirect_uri: redirectUri,
      } as const;
      hold(await requestTokens(config, grant));
    } else if (sessionStorage.getItem(KEY)) {
      await renewOnce();
    } else {
      state.value = { step: "signed_out" };
    }
  }

  return {
    state,
    async start() {
      try {
        await start();
      } catch (error) {
        // A refused renewal has its state already: signed out, and nothing went wrong.
        if (state.value.step !== "starting") return;
        state.value = { step: "signed_out", problem: problemOf(error) };
      }
    },
    async begin(language) {
      try {
        const pending = { state: makeSecret(), verifier: makeSecret() };
        const challenge = await challengeOf(pending.verifier);
        keepPending(pending);
        navigate(authorizeUrl(config, redirectUri, pending.state, challenge, language));
      } catch {
        // No crypto.subtle on a page without TLS, no sessionStorage where site data is blocked.
        state.value = { step: "signed_out", problem: "unsupported" };
      }
    },
    async accessToken(spent = false) {
      if (held && !spent && Date.now() < held.renewAt) return held.access;
      try {
        return await renewOnce();
      } catch (error) {
        if (error instanceof GrantRefused || spent || !held || Date.now() >= held.endsAt) throw error;
        return held.access;
      }
    },
    renewsIn: () => (held?.renewAt ?? 0) - Date.now(),
    signOut() {
      const refresh = sessionStorage.getItem(KEY);
      held = undefined;
      sessionStorage.clear();
      state.value = { step: "starting" };
      if (refresh) revoke(config, refresh);
      const target = new URLSearchParams({ client_id: config.client_id, logout_uri: redirectUri });
      navigate(`${config.sign_in_url}/logout?${target}`);
    },
  };
}

function problemOf(error: unknown): SignInProblem {
  if (error instanceof GrantRefused) return "failed";
  // Blocked site data makes sessionStorage throw.
  return error instanceof DOMException ? "unsupported" : "unreachable";
}

function authorizeUrl(
  config: SignInConfig,
  redirectUri: string,
  state: string,
  challenge: string,
  language: string,
): string {
  const parameters = new URLSearchParams({
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: redirectUri,
    scope: "openid",
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
    lang: language,
  });
  return `${config.sign_in_url}/oauth2/authorize?${parameters}`;
}

/** Goes on while the page leaves. Its answer is of no use, so it need not be readable (no CORS). */
function revoke(config: SignInConfig, token: string) {
  fetch(`${config.sign_in_url}/oauth2/revoke`, {
    method: "POST",
    mode: "no-cors",
    keepalive: true,
    credentials: "omit",
    body: new URLSearchParams({ token, client_id: config.client_id }),
  }).catch(() => {});
}
