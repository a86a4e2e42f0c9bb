/**
 * What an agent has begun survives a reload and signing in again, in this tab. Written when the page is left, and taken
 * out as soon as it is back, so that no text lies about.
 */
export function keepWork<W>(key: string, agentId: string, work: W): void {
  sessionStorage.setItem(key, JSON.stringify({ agentId, work }));
}

/** Nobody else who signs in here gets it. */
export function takeWork<W>(key: string, agentId: string): W | undefined {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  sessionStorage.removeItem(key);
  return kept?.agentId === agentId ? kept.work : undefined;
}
