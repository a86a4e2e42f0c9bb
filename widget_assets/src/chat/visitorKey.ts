import { KEYS, openKeyStore, settled, VISITOR } from "./keyStore.js";

/**
 * The visitor's key pair of this browser and this website; made on first use.
 *
 * The private half can not be exported. Where the browser refuses IndexedDB (private windows) the pair lives
 * as long as the caller holds it.
 */
export async function visitorKey(): Promise<CryptoKeyPair> {
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  return keepFirst(made).catch(() => made);
}

/** One transaction, so that two tabs that begin at once agree on one pair. */
async function keepFirst(made: CryptoKeyPair): Promise<CryptoKeyPair> {
  const database = await openKeyStore(({ result }) => result.createObjectStore(KEYS));
  const store = database.transaction(KEYS, "readwrite").objectStore(KEYS);
  const kept: CryptoKeyPair | undefined = await settled(store.get(VISITOR));
  if (!kept) await settled(store.put(made, VISITOR));
  database.close();
  return kept ?? made;
}
