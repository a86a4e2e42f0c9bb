import type { Row } from "../chat/createOutbox.js";
import { DRAFTS, ERASURES, KEYS, OUTBOX, settled, VISITOR } from "../chat/database.js";
import { inStores } from "../chat/inStores.js";
import { type Objections, objections } from "../chat/objections.js";
import { REPORTS, VISIT } from "../chat/storeNames.js";
import type { HeldKey } from "../widget/View.js";
import type { Erasure } from "./erasure.js";

/** What of the visitor's is in this browser. */
export type BrowserData = {
  readonly pair: CryptoKeyPair | undefined;
  /** The texts of messages that have not arrived. */
  readonly unsent: readonly string[];
  /** The contact form as it is filled in. */
  readonly drafts: readonly unknown[];
  readonly objections: Objections;
  /** The technical id of the analysis, and its day. */
  readonly visit?: string;
  /** Reports of errors that could not be sent yet. */
  readonly reports: readonly unknown[];
  readonly erasures: readonly Erasure[];
};

/** Reads it; to look leaves nothing behind. */
export async function browserData(origin: string, held: HeldKey): Promise<BrowserData> {
  const [pair, rows, drafts, erasures] = await inStores([KEYS, OUTBOX, DRAFTS, ERASURES], false, (store) =>
    Promise.all([
      settled<CryptoKeyPair | undefined>(store(KEYS).get(VISITOR)),
      settled<Row[]>(store(OUTBOX).getAll()),
      settled<unknown[]>(store(DRAFTS).getAll()),
      settled<Erasure[]>(store(ERASURES).getAll()),
    ]),
  ).catch(() => [undefined, [], [], []] as const);
  return {
    pair: pair ?? (await held.pair),
    unsent: rows.flatMap(({ owner, text }) => (owner === origin ? [text] : [])),
    drafts,
    objections: objections(),
    ...keptVisit(),
    reports: keptReports(),
    erasures,
  };
}

function keptVisit(): Pick<BrowserData, "visit"> {
  try {
    const visit = localStorage.getItem(VISIT);
    return visit ? { visit } : {};
  } catch {
    return {};
  }
}

/** Any script of the page may have written there. */
function keptReports(): readonly unknown[] {
  try {
    return [JSON.parse(localStorage.getItem(REPORTS) ?? "[]")].flat();
  } catch {
    return [];
  }
}
