/** What an agent has begun: it survives a reload and signing in again, in this tab. */
export type Work = {
  readonly selected: string | null;
  readonly drafts: Iterable<readonly [conversationId: string, text: string]>;
};

const KEY = "tresen.work";
const NOTHING: Work = { selected: null, drafts: [] };

/** Written when the page is left, and taken out as soon as it is back, so that no text lies about. */
export function keepWork(agentId: string, { selected, drafts }: Work): void {
  const work = { selected, drafts: [...drafts] };
  sessionStorage.setItem(KEY, JSON.stringify({ agentId, work }));
}

/** Nobody else who signs in here gets it. */
export function takeWork(agentId: string): Work {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  return kept?.agentId === agentId ? kept.work : NOTHING;
}
