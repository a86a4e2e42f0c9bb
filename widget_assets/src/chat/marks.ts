import type { Mark, Marks, Party } from "../protocol/frames.js";

const nothing: Mark = { delivered: 0, seen: 0 };

export const noMarks: Marks = { visitor: nothing, agent: nothing };

export const otherParty = (party: Party): Party => (party === "agent" ? "visitor" : "agent");

/** The marks after a party said how far it has got: they never fall, and what was seen was delivered. */
export function raiseMark(marks: Marks, party: Party, mark: Mark): Marks {
  const known = marks[party];
  const seen = Math.max(known.seen, mark.seen);
  const delivered = Math.max(known.delivered, mark.delivered, seen);
  return seen === known.seen && delivered === known.delivered
    ? marks
    : { ...marks, [party]: { delivered, seen } };
}
