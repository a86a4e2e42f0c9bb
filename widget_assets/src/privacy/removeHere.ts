import type { Row } from "../chat/createOutbox.js";
import { DRAFTS, ERASURES, KEYS, OUTBOX, settled, VISITOR } from "../chat/database.js";
import { inStores } from "../chat/inStores.js";
import { removeItem } from "../chat/removeItem.js";
import { FORM_SENT, REPORTS, VISIT } from "../chat/storeNames.js";

/**
 * Deletes what the browser keeps of the visitor; only the key moves, if it is still needed to delete on the server.
 *
 * Gives the key that was kept. In one transaction: whatever becomes of the page, it has happened or it has not.
 *
 * @param erasureId names the erasure on the server, if there is to be one
 */
export async function removeHere(
  origin: string,
  held: CryptoKeyPair | undefined,
  erasureId: string | undefined,
): Promise<CryptoKeyPair | undefined> {
  for (const name of [FORM_SENT, VISIT, REPORTS]) removeItem(name);
  return inStores([KEYS, OUTBOX, DRAFTS, ERASURES], false, async (store) => {
    const pair: CryptoKeyPair | undefined = (await settled(store(KEYS).get(VISITOR))) ?? held;
    if (pair && erasureId) store(ERASURES).put({ erasure_id: erasureId, pair }, erasureId);
    store(KEYS).delete(VISITOR);
    store(DRAFTS).clear();
    await removeUnsent(store(OUTBOX), origin);
    return pair;
  }).catch(() => held);
}

/** What an agent has not got off may lie beside it, where both have the same origin. */
async function removeUnsent(outbox: IDBObjectStore, owner: string): Promise<void> {
  const [keys, rows] = await Promise.all([settled(outbox.getAllKeys()), settled<Row[]>(outbox.getAll())]);
  rows.forEach((row, index) => {
    if (row.owner === owner) outbox.delete(keys[index] as IDBValidKey);
  });
}
