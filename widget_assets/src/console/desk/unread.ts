import type { View } from "../../chat/applyEvent.js";

/** Messages of the visitor after `readTo`. */
export function unread({ entries }: View, readTo: number): number {
  return entries.filter(({ kind, author, seq }) => kind === "message" && author === "visitor" && seq > readTo)
    .length;
}

/** Where a page begins that does not know what was read: all up to the agent's mark, and to what the agent did last. */
export function readBefore({ entries, marks }: View): number {
  const done = entries.findLast(({ author, kind }) => author === "agent" && kind !== "observed");
  return Math.max(marks.agent.seen, done?.seq ?? 0);
}
