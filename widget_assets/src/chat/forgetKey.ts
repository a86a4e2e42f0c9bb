import { KEYS, settled, VISITOR } from "./database.js";
import { inStore } from "./inStore.js";
import { keptVisitorKey } from "./keptVisitorKey.js";

/** Drops a key pair that the server has no use for any more; one that was made since stays. */
export async function forgetKey(pair: CryptoKeyPair): Promise<void> {
  const kept = await keptVisitorKey();
  if (!kept || (await nameOf(kept)) !== (await nameOf(pair))) return;
  await inStore(KEYS, false, (store) => settled(store.delete(VISITOR))).catch(() => {});
}

const nameOf = async ({ publicKey }: CryptoKeyPair) => (await crypto.subtle.exportKey("jwk", publicKey)).x;
