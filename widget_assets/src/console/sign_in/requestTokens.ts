import type { SignInConfig } from "./loadConfig.js";

export type Tokens = {
  readonly access: string;
  readonly identity: string | undefined;
  /** Given on signing in, and on renewal where the user pool rotates it. */
  readonly refresh: string | undefined;
  readonly lifetimeMs: number;
};

export type Grant =
  | { grant_type: "authorization_code"; code: string; code_verifier: string; redirect_uri: string }
  | { grant_type: "refresh_token"; refresh_token: string };

/** The sign-in service said no: asking again does not help. Other errors are the network's. */
export class GrantRefused extends Error {}

/** Asks the token endpoint (RFC 6749, sections 4.1.3 and 6). The client is public, so it has no secret. */
export async function requestTokens(config: SignInConfig, grant: Grant): Promise<Tokens> {
  const response = await fetch(`${config.sign_in_url}/oauth2/token`, {
    method: "POST",
    credentials: "omit",
    body: new URLSearchParams({ ...grant, client_id: config.client_id }),
  });
  if (response.status >= 400 && response.status < 500 && response.status !== 429) {
    throw new GrantRefused(`token endpoint: ${response.status}`);
  }
  if (!response.ok) throw new Error(`token endpoint: ${response.status}`);
  const { access_token, id_token, refresh_token, expires_in } = await response.json();
  return {
    access: access_token,
    identity: id_token,
    refresh: refresh_token,
    lifetimeMs: Number(expires_in) * 1000,
  };
}
