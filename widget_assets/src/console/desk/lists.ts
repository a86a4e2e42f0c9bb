import type { Conversation } from "../../protocol/frames.js";
import type { Agent } from "../sign_in/agentOf.js";
import type { Known } from "./conversations.js";
import { type Standing, standing } from "./standing.js";

export type Lists = {
  /** Longest waiting first. */
  readonly waiting: readonly Conversation[];
  /** Newest activity first, as are the others. */
  readonly own: readonly Conversation[];
  readonly supervised: readonly Conversation[];
  /** The agent's own that ended while this page was open. */
  readonly ended: readonly Conversation[];
};

/** The lists as they are shown; `activity` is the time of a conversation's newest entry, where that is known. */
export function lists(
  { conversations }: Known,
  agent: Agent,
  activity: (id: string) => number | undefined,
): Lists {
  const all = [...conversations.values()];
  const of = (wanted: Standing) => all.filter((conversation) => standing(conversation, agent) === wanted);
  const newest = (conversation: Conversation) =>
    Math.max(conversation.changed_at, activity(conversation.conversation_id) ?? 0);
  const byActivity = (a: Conversation, b: Conversation) => newest(b) - newest(a);
  return {
    waiting: of("waiting").sort((a, b) => a.changed_at - b.changed_at),
    own: of("own").sort(byActivity),
    supervised: of("supervised").sort(byActivity),
    ended: of("ended").sort(byActivity),
  };
}
