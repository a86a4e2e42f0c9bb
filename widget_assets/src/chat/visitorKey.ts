import { KEYS, settled, VISITOR } from "./database.js";
import { inStore } from "./inStore.js";

/**
 * The visitor's key pair of this browser and this website; made on first use.
 *
 * The private half can not be exported. Where the browser refuses IndexedDB (private windows) the pair lives
 * as long as the caller holds it.
 */
export async function visitorKey(): Promise<CryptoKeyPair> {
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  return inStore(KEYS, true, (store) => keepFirst(store, made)).catch(() => made);
}

/** In one transaction, so that two tabs that begin at once agree on one pair. */
async function keepFirst(store: IDBObjectStore, made: CryptoKeyPair): Promise<CryptoKeyPair> {
  const kept: CryptoKeyPair | undefined = await settled(store.get(VISITOR));
  if (!kept) store.put(made, VISITOR);
  return kept ?? made;
}
