import type { Message } from "../protocol/frames.js";
import type { View } from "./applyEvent.js";
import { otherParty } from "./marks.js";

/** What became of a stored message at the other party. */
export type Fate = "sent" | "delivered" | "seen";

export function fateOf(view: View, { author, seq }: Message): Fate {
  const { delivered, seen } = view.marks[otherParty(author)];
  return seq <= seen ? "seen" : seq <= delivered ? "delivered" : "sent";
}
