import type { Entry } from "../chat/applyEvent.js";
import type { Talk } from "../chat/createTalk.js";
import type { Message } from "../protocol/frames.js";

/** What the visitor has said since the conversation waits, and what has not arrived yet. */
export function saidSoFar({ view, unsent }: Pick<Talk, "view" | "unsent">): string {
  const { conversation, entries } = view;
  const waits = entries.findLastIndex(({ kind }) => kind !== "message" && kind !== "observed");
  const said = conversation?.state === "waiting" ? entries.slice(waits + 1).filter(isOwn) : [];
  return [...said, ...unsent].map(({ text }) => text).join("\n\n");
}

/** A supervisor's note is not the visitor's. */
const isOwn = (entry: Entry): entry is Message => entry.author === "visitor";
