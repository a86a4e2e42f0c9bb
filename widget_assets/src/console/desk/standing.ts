import type { Conversation } from "../../protocol/frames.js";
import { type Agent, supervises } from "../sign_in/agentOf.js";

/** How an agent stands to a conversation. The server decides what is allowed; this decides what is shown. */
export type Standing =
  | "waiting"
  | "own"
  /** Another agent's, and this one is no supervisor there. */
  | "foreign"
  /** Another agent's; a supervisor may read along and take over. */
  | "supervised"
  /** Closed; it was this agent's and can be reopened. */
  | "ended"
  | "ended_foreign";

export function standing(conversation: Conversation, agent: Agent): Standing {
  if (conversation.state === "waiting") return "waiting";
  const own = conversation.agent_id === agent.id;
  if (conversation.state === "closed") return own ? "ended" : "ended_foreign";
  if (own) return "own";
  return supervises(agent, siteOf(conversation.conversation_id)) ? "supervised" : "foreign";
}

/** A conversation's id is `<site>.<visitor id>`. */
export function siteOf(conversationId: string): string {
  return conversationId.slice(0, conversationId.indexOf("."));
}
