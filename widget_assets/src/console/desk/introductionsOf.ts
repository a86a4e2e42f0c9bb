import type { Entry } from "../../chat/applyEvent.js";
import type { Described, Identified } from "../../protocol/frames.js";

/** Who the visitor is said to be: by the site's own server, and by the page. Of each the newest alone counts. */
export type Introductions = {
  readonly identified: Identified | undefined;
  readonly described: Described | undefined;
};

/** From what the server told of entries that may not be here, and from those that are. */
export function introductionsOf(
  told: readonly (Identified | Described)[],
  entries: readonly Entry[],
): Introductions {
  return {
    identified: newer(told.findLast(isIdentified), entries.findLast(isIdentified)),
    described: newer(told.findLast(isDescribed), entries.findLast(isDescribed)),
  };
}

function isIdentified(entry: Entry): entry is Identified {
  return entry.kind === "identified";
}

function isDescribed(entry: Entry): entry is Described {
  return entry.kind === "described";
}

function newer<T extends Entry>(one: T | undefined, other: T | undefined): T | undefined {
  return one && (!other || one.seq > other.seq) ? one : other;
}
