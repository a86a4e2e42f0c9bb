import type { Event } from "../protocol/frames.js";
import { cursor, type View } from "./applyEvent.js";

/** What a visitor's tab that knew no more than `before` has to be told to know what comes after. */
export function whatIsNew(before: View, { conversation, entries, earlier, marks }: View): readonly Event[] {
  if (!conversation) return [];
  if (conversation.started_at !== before.conversation?.started_at)
    return [{ type: "opened", command_id: "", conversation, entries, earlier, marks }];
  const { conversation_id } = conversation;
  const news: Event[] = [];
  const added = entries.filter(({ seq }) => seq > cursor(before));
  if (added.length) news.push({ type: "entries_added", conversation_id, entries: added });
  // The own side's marks are told by the tab that makes them.
  if (marks.agent !== before.marks.agent)
    news.push({ type: "entries_marked", conversation_id, author: "agent", mark: marks.agent });
  return news;
}
