import type { Mark, Marks, Party } from "../protocol/frames.js";

const nothing: Mark = { delivered: 0, seen: 0 };

export const noMarks: Marks = { visitor: nothing, agent: nothing };

export const otherParty = (party: Party): Party => (party === "agent" ? "visitor" : "agent");

/** What says how far its author has got: a mark, typing, or an entry, whose author had seen what came before. */
export type Said = { readonly author: Party; readonly seen?: number; readonly delivered?: number };

/** The marks after a party said how far it has got: they never fall, and what was seen was delivered. */
export function raiseMark(marks: Marks, { author, seen = 0, delivered = 0 }: Said): Marks {
  const known = marks[author];
  const raised = { delivered: Math.max(known.delivered, delivered, seen), seen: Math.max(known.seen, seen) };
  return raised.seen === known.seen && raised.delivered === known.delivered
    ? marks
    : { ...marks, [author]: raised };
}
