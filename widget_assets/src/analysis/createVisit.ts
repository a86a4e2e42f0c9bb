import { VISIT } from "../chat/storeNames.js";
import { randomHex } from "./randomHex.js";

/** The technical id: random, of one day of UTC, joined with nothing. */
export type Visit = {
  /** Today's; where the browser `keeps` it, all tabs and pages of the day have the same. */
  id(keeps: boolean): string;
  drop(): void;
};

const ID_BYTES = 8;
const KEPT = /^([0-9a-f]{16}) (.+)$/;

export function createVisit(): Visit {
  let held: string | null = null;

  return {
    id(keeps) {
      const today = new Date().toISOString().slice(0, 10);
      const [, id = "", day] = KEPT.exec((keeps && read()) || held || "") ?? [];
      if (day === today) return id;
      const made = randomHex(ID_BYTES);
      held = `${made} ${today}`;
      if (keeps) write(held);
      return made;
    },
    drop() {
      held = null;
    },
  };
}

function read(): string | null {
  try {
    return localStorage.getItem(VISIT);
  } catch {
    return null;
  }
}

function write(visit: string) {
  try {
    localStorage.setItem(VISIT, visit);
  } catch {
    // Then it is the page's alone.
  }
}
