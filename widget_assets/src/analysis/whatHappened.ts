import { cursor, type View } from "../chat/applyEvent.js";
import type { Noted } from "../chat/usage.js";

/**
 * What is counted of that which has come into a visitor's log since `before`. What a page finds when it opens the log is
 * not: nobody knows whether another has counted it.
 */
export function whatHappened(before: View, { conversation, entries, earlier }: View): readonly Noted[] {
  if (!conversation || conversation.started_at !== before.conversation?.started_at) return [];
  const isNew = ({ seq }: { seq: number }) => seq > cursor(before);
  const by = (party: string) => entries.filter(({ kind, author }) => kind === "message" && author === party);
  const own = by("visitor");
  const sent = own.filter(isNew).length;
  const received = by("agent").filter(isNew).length;
  const happened: Noted[] = [];
  if (sent && sent === own.length && !earlier) happened.push({ type: "conversation_started" });
  if (sent) happened.push({ type: "messages_sent", count: sent });
  if (received) happened.push({ type: "messages_received", count: received });
  return happened;
}
