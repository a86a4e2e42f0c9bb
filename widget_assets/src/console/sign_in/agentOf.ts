import type { Tokens } from "./requestTokens.js";

/** Who is signed in. `name` is for this page's header only and is kept in memory. */
export type Agent = {
  readonly id: string;
  readonly name: string;
  /** `<site>.<group>`; `<site>.supervisor` makes a supervisor. */
  readonly groups: readonly string[];
};

/**
 * The agent of fresh tokens. Nothing is verified here: the page believes what the token endpoint gave it
 * over TLS, and the server verifies the access token on each handshake.
 */
export function agentOf({ access, identity }: Tokens): Agent {
  const { sub, username, "cognito:groups": groups } = claimsOf(access);
  const shown = identity ? claimsOf(identity) : {};
  return {
    id: String(sub),
    name: String(shown.email ?? shown["cognito:username"] ?? username ?? ""),
    groups: Array.isArray(groups) ? groups.map(String) : [],
  };
}

export function supervises(agent: Agent, site: string): boolean {
  return agent.groups.includes(`${site}.supervisor`);
}

function claimsOf(token: string): Record<string, unknown> {
  const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
