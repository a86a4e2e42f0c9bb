import { cursor, type View } from "./applyEvent.js";

const LONGEST = 400;
const DROPPED = 200;

/** A view that grew at its end, without its beginning if it got long: that can be read again. */
export function trim(before: View, after: View): View {
  const long = after.entries.length > LONGEST && cursor(after) > cursor(before);
  return long ? { ...after, entries: after.entries.slice(DROPPED), earlier: true } : after;
}
