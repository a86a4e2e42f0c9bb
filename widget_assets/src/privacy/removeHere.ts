import type { Row } from "../chat/createOutbox.js";
import { DRAFTS, ERASURES, HISTORY, KEYS, keyName, OUTBOX, settled } from "../chat/database.js";
import { inStore } from "../chat/inStore.js";
import { placeOf } from "../chat/placeOf.js";
import { removeItem } from "../chat/removeItem.js";
import { CONTACTS, FORM_SENT, REPORTS, VISIT } from "../chat/storeNames.js";
import type { Draft } from "../form/createDrafting.js";
import type { HeldKey } from "../widget/View.js";
import type { Erasure } from "./erasure.js";

/**
 * Deletes what the browser keeps of the visitor; only the key moves, if it is still needed to delete on the server.
 *
 * Gives the key that was kept. In one transaction: whatever becomes of the page, it has happened or it has not. On the
 * chat's own pages, where several sites have their cards, it is what belongs to this site.
 *
 * @param erasureId names the erasure on the server, if there is to be one
 * @param all also receipts that were not shown; what has still to be deleted on the server stays wanted
 */
export async function removeHere(
  origin: string,
  { pair: held, site }: HeldKey,
  erasureId: string | undefined,
  all: boolean,
): Promise<CryptoKeyPair | undefined> {
  const unkept = await held;
  for (const name of [CONTACTS, FORM_SENT, VISIT, REPORTS]) removeItem(name);
  const place = placeOf(origin, site);
  return inStore(
    [KEYS, OUTBOX, DRAFTS, ERASURES, HISTORY],
    false,
    async (keys, outbox, drafts, erasures, history) => {
      const kept: CryptoKeyPair | undefined = await settled(keys.get(keyName(site)));
      const pair = kept ?? unkept;
      keys.delete(keyName(site));
      history.delete(place);
      await removeRows<Draft>(drafts, (draft) => draft.site === site);
      // What an agent has not got off may lie beside it, where both have the same origin.
      await removeRows<Row>(outbox, ({ owner }) => owner === place);
      if (all) await removeRows<Erasure>(erasures, ({ receipt }) => receipt !== undefined);
      if (pair && erasureId) erasures.put({ erasure_id: erasureId, pair, site }, erasureId);
      return pair;
    },
  ).catch(() => unkept);
}

async function removeRows<T>(store: IDBObjectStore, isMeant: (row: T) => boolean): Promise<void> {
  const [keys, rows] = await Promise.all([settled(store.getAllKeys()), settled<T[]>(store.getAll())]);
  rows.forEach((row, index) => {
    if (isMeant(row)) store.delete(keys[index] as IDBValidKey);
  });
}
