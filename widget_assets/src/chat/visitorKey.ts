import { KEYS, keyName, settled } from "./database.js";
import { inStore } from "./inStore.js";
import { visitorName } from "./visitorName.js";

/** As it is kept, with its `visitorName`: in a transaction there is no time to find that out. Older ones have none. */
export type NamedKey = CryptoKeyPair & { readonly name?: string | undefined };

/**
 * The visitor's key pair of this browser and this website; made on first use.
 *
 * The private half can not be exported. Where the browser refuses IndexedDB (private windows) the pair lives
 * as long as the caller holds it.
 *
 * @param site where the page names it
 */
export async function visitorKey(site?: string): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const made = { ...pair, name: await visitorName(pair) };
  return inStore(KEYS, true, async (keys) => {
    // In one transaction, so that two tabs that begin at once agree on one pair.
    const kept: NamedKey | undefined = await settled(keys.get(keyName(site)));
    if (!kept) keys.put(made, keyName(site));
    return kept ?? made;
  }).catch(() => made);
}
