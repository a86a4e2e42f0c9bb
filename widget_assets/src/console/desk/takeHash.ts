const HASH = /^#(contact|errors(\/[0-9a-f]{16})?)$/;

/** Where in `sessionStorage` the page that an agent is on, or asked for, is remembered. */
export const PAGE_KEY = "tresen.page";

/**
 * Whether the address asks for a page, as the link of an e-mail does: `#contact`, `#errors`, or one error by its id. It is
 * taken out of the address, and remembered in this tab while the agent is at the sign-in page.
 */
export function takeHash(): boolean {
  const [, asked] = HASH.exec(location.hash) ?? [];
  if (!asked) return false;
  history.replaceState(history.state, "", location.pathname + location.search);
  try {
    sessionStorage.setItem(PAGE_KEY, asked);
  } catch {
    // Site data is blocked, so nobody can sign in here.
  }
  return true;
}
