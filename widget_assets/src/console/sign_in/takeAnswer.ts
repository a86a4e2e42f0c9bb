/** What is kept in this tab while the agent is at the sign-in page. */
export type Pending = { readonly state: string; readonly verifier: string };

export type Answer =
  | { readonly kind: "none" }
  | { readonly kind: "code"; readonly code: string; readonly verifier: string }
  | { readonly kind: "problem"; readonly problem: "denied" | "mismatch" };

const KEY = "tresen.sign_in";

export function keepPending(pending: Pending): void {
  sessionStorage.setItem(KEY, JSON.stringify(pending));
}

/**
 * What the sign-in page sent along, taken out of the address and out of the tab's storage, so that
 * neither a reload nor a copied address can use it again.
 */
export function takeAnswer(): Answer {
  const parameters = new URLSearchParams(location.search);
  const code = parameters.get("code");
  if (!code && !parameters.has("error")) return { kind: "none" };
  history.replaceState(history.state, "", location.pathname);
  const pending = takePending();
  // An answer that nobody here asked for: somebody may want to sign this browser in as somebody else.
  if (!pending || pending.state !== parameters.get("state")) return { kind: "problem", problem: "mismatch" };
  return code ? { kind: "code", code, verifier: pending.verifier } : { kind: "problem", problem: "denied" };
}

function takePending(): Pending | undefined {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return kept ? JSON.parse(kept) : undefined;
}
