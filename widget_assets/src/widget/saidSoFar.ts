import type { View } from "../chat/applyEvent.js";
import type { Unsent } from "../chat/createOutbox.js";

/** What the visitor has said since the conversation waits, and what has not arrived yet. */
export function saidSoFar({ conversation, entries }: View, unsent: readonly Unsent[]): string {
  const waits = entries.findLastIndex(({ kind }) => kind !== "message" && kind !== "observed");
  const said = conversation?.state === "waiting" ? entries.slice(waits + 1) : [];
  const own = said.flatMap((entry) =>
    entry.kind === "message" && entry.author === "visitor" ? [entry.text] : [],
  );
  return [...own, ...unsent.map(({ text }) => text)].join("\n\n");
}
