import type { View } from "../../chat/applyEvent.js";

/** Messages of the visitor after `readTo`. */
export function unread({ entries }: View, readTo: number): number {
  return entries.filter(({ kind, author, seq }) => kind === "message" && author === "visitor" && seq > readTo)
    .length;
}

/** Where a page begins that does not know what was read: all up to the last thing that the agent did. */
export function answeredTo({ entries }: View): number {
  return entries.findLast(({ author, kind }) => author === "agent" && kind !== "observed")?.seq ?? 0;
}
