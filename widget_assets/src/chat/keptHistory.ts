import type { Event } from "../protocol/frames.js";
import type { Entry } from "./applyEvent.js";
import { HISTORY, settled } from "./database.js";
import { inStore } from "./inStore.js";
import { visitorName } from "./visitorName.js";

/** What was said, as a browser keeps it. */
export type KeptHistory = {
  /** Whose it is, see `visitorName`: nobody else is shown it. */
  readonly owner: string;
  /** As the server would tell it to somebody who knows nothing. */
  readonly event: Event & { readonly entries: readonly Entry[] };
};

const DAY_MS = 86_400_000;

/**
 * What the visitor said before, if this browser keeps it; what has been kept for too long is removed.
 *
 * @param days for so long after the last entry it may be kept, where that is known
 */
export async function keptHistory(
  place: string,
  pair: CryptoKeyPair,
  days: number | undefined,
): Promise<Event | undefined> {
  const owner = await visitorName(pair);
  return inStore(HISTORY, false, async (store) => {
    const kept: KeptHistory | undefined = await settled(store.get(place));
    const age = Date.now() - (kept?.event.entries.at(-1)?.at ?? 0);
    if (kept?.owner === owner && !(age > Number(days) * DAY_MS)) return kept?.event;
    store.delete(place);
    return undefined;
  }).catch(() => undefined);
}
