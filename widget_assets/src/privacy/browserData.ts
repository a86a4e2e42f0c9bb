import { type Contact, contacts } from "../chat/contacts.js";
import type { Row } from "../chat/createOutbox.js";
import { DRAFTS, ERASURES, HISTORY, KEYS, keyName, OUTBOX, settled } from "../chat/database.js";
import { inStore } from "../chat/inStore.js";
import type { KeptHistory } from "../chat/keptHistory.js";
import { type Objections, objections } from "../chat/objections.js";
import { placeOf } from "../chat/placeOf.js";
import { REPORTS, VISIT } from "../chat/storeNames.js";
import type { Draft } from "../form/createDrafting.js";
import type { HeldKey } from "../widget/View.js";
import type { Erasure } from "./erasure.js";

/** What of the visitor's is in this browser. */
export type BrowserData = {
  readonly pair: CryptoKeyPair | undefined;
  /** The conversation as it was shown last. */
  readonly history: readonly unknown[];
  readonly contacts: readonly Contact[];
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

const STORES = [KEYS, OUTBOX, DRAFTS, ERASURES, HISTORY];

/** Reads it; to look leaves nothing behind. */
export async function browserData(origin: string, held: HeldKey): Promise<BrowserData> {
  const place = placeOf(origin, held.site);
  const [pair, rows, drafts, erasures, history] = await inStore(
    STORES,
    false,
    (keys, outbox, drafts, erasures, history) =>
      Promise.all([
        settled<CryptoKeyPair | undefined>(keys.get(keyName(held.site))),
        settled<Row[]>(outbox.getAll()),
        settled<Draft[]>(drafts.getAll()),
        settled<Erasure[]>(erasures.getAll()),
        settled<KeptHistory | undefined>(history.get(place)),
      ]),
  ).catch(() => [undefined, [], [], [], undefined] as const);
  return {
    pair: pair ?? (await held.pair),
    history: history?.event.entries ?? [],
    contacts: contacts(),
    unsent: rows.flatMap(({ owner, text }) => (owner === place ? [text] : [])),
    drafts: drafts.filter(({ site }) => site === held.site),
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
