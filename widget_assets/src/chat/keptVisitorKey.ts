import { KEYS, keyName, settled } from "./database.js";
import { inStore } from "./inStore.js";

/** The visitor's key pair if this browser keeps one. Somebody who only looks leaves nothing behind. */
export function keptVisitorKey(site?: string): Promise<CryptoKeyPair | undefined> {
  return inStore(KEYS, false, (store) => settled(store.get(keyName(site)))).catch(() => undefined);
}
