import type { ContactRequest } from "../../protocol/requests.js";
import type { ContactChange } from "./ContactChange.js";

/** Whether the request now is as the agent wanted it: the change was made, and its answer got lost. */
export function hasHappened(
  before: ContactRequest,
  now: ContactRequest,
  change: ContactChange,
  agentId: string,
): boolean {
  const own = now.agent_id === agentId;
  switch (change.type) {
    case "take":
      return now.state === "in_progress" && own;
    case "finish":
      return now.state === "done" && own;
    case "hand_over":
      return now.state === "new" && now.group === change.group && now.version > before.version;
    case "note":
      return timesNoted(now, change.text, agentId) > timesNoted(before, change.text, agentId);
  }
}

/** The same words may have been noted before. */
function timesNoted({ notes }: ContactRequest, wanted: string, agentId: string): number {
  return notes.filter(({ agent_id, text }) => agent_id === agentId && text === wanted).length;
}
