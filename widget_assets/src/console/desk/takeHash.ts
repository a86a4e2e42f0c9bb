const HASH = "#contact";
const KEY = "tresen.page";

/**
 * Whether the address asks for the contact requests, as the link of an e-mail does. It is taken out of the address, and
 * remembered in this tab while the agent is at the sign-in page.
 */
export function takeHash(): boolean {
  if (location.hash !== HASH) return false;
  history.replaceState(history.state, "", location.pathname + location.search);
  try {
    sessionStorage.setItem(KEY, "contact");
  } catch {
    // Site data is blocked, so nobody can sign in here.
  }
  return true;
}
