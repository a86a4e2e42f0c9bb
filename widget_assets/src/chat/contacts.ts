import { CONTACTS } from "./storeNames.js";

/** When the visitor was in touch. A conversation goes from `first` to `last`; times are in milliseconds. */
export type Contact = {
  readonly kind: "conversation" | "form";
  readonly first: number;
  readonly last: number;
};

const MOST = 20;
const YEAR_MS = 365 * 86_400_000;

/** Those of the last year, the oldest first. To look leaves nothing behind. */
export function contacts(): readonly Contact[] {
  try {
    const kept: Contact[] = JSON.parse(localStorage.getItem(CONTACTS) ?? "[]");
    return kept.filter(({ last }) => last > Date.now() - YEAR_MS);
  } catch {
    return [];
  }
}

/** Notes one; what began at the same time is the same one, and has gone on. */
export function noteContact(kind: Contact["kind"], first: number, last = first): void {
  const others = contacts().filter((each) => each.kind !== kind || each.first !== first);
  try {
    localStorage.setItem(CONTACTS, JSON.stringify([...others, { kind, first, last }].slice(-MOST)));
  } catch {
    // Nothing depends on it.
  }
}
