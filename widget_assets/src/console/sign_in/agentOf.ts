import type { Tokens } from "./requestTokens.js";

/** Who is signed in. `name` is for this page's header only and is kept in memory. */
export type Agent = {
  readonly id: string;
  readonly name: string;
  /** `<site>.<group>`; `<site>.supervisor` makes a supervisor. */
  readonly groups: readonly string[];
  /** Is one of those who run the deployment. Their group is of no site, and none of `groups`. */
  readonly operates: boolean;
};

const OPERATOR = "operator";

/**
 * The agent of fresh tokens. Nothing is verified here: the page believes what the token endpoint gave it
 * over TLS, and the server verifies the access token on each handshake.
 */
export function agentOf({ access, identity }: Tokens): Agent {
  const { sub, username, "cognito:groups": told } = claimsOf(access);
  const shown = identity ? claimsOf(identity) : {};
  const groups = Array.isArray(told) ? told.map(String) : [];
  return {
    id: String(sub),
    name: String(shown.email ?? shown["cognito:username"] ?? username ?? ""),
    groups: groups.filter((group) => group !== OPERATOR),
    operates: groups.includes(OPERATOR),
  };
}

export function supervises(agent: Agent, site: string): boolean {
  return agent.groups.includes(`${site}.supervisor`);
}

/** Operators all of them, supervisors those of their sites: the server decides which. */
export function readsErrors({ groups, operates }: Agent): boolean {
  return operates || groups.some((group) => group.endsWith(".supervisor"));
}

function claimsOf(token: string): Record<string, unknown> {
  const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
