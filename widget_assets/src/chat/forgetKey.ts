import { HISTORY, KEYS, keyName, settled } from "./database.js";
import { inStores } from "./inStores.js";
import { placeOf } from "./placeOf.js";
import type { NamedKey } from "./visitorKey.js";
import { visitorName } from "./visitorName.js";

/**
 * Drops a key pair that the server has no use for any more, and what was said with it; another one that was made since
 * stays.
 *
 * @param origin the chat's own
 * @param site where the page names it
 */
export async function forgetKey(origin: string, pair: CryptoKeyPair, site?: string): Promise<void> {
  const owner = await visitorName(pair);
  await inStores([KEYS, HISTORY], false, async (store) => {
    const kept: NamedKey | undefined = await settled(store(KEYS).get(keyName(site)));
    if ((kept?.name ?? owner) !== owner) return;
    store(KEYS).delete(keyName(site));
    // On the chat's own pages what was said to another site stays.
    store(HISTORY).delete(placeOf(origin, site));
  }).catch(() => {});
}
