import { HISTORY, KEYS, keyName, settled } from "./database.js";
import { inStore } from "./inStore.js";
import type { NamedKey } from "./visitorKey.js";
import { visitorName } from "./visitorName.js";

/**
 * Works on the history in one transaction with a look at the visitor's key: not where the browser keeps another one, or
 * none. Nothing here fails.
 *
 * @param work gets the key's `visitorName`, too
 */
export async function whileKept(
  pair: CryptoKeyPair,
  site: string | undefined,
  work: (history: IDBObjectStore, keys: IDBObjectStore, owner: string | undefined) => void,
): Promise<void> {
  const owner = await visitorName(pair);
  await inStore([KEYS, HISTORY], false, async (keys, history) => {
    const kept: NamedKey | undefined = await settled(keys.get(keyName(site)));
    if (kept && (kept.name ?? owner) === owner) work(history, keys, owner);
  }).catch(() => {});
}
