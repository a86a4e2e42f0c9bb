import { KEYS, openKeyStore, settled, VISITOR } from "./keyStore.js";

/** The visitor's key pair if this browser keeps one. Somebody who only looks leaves nothing behind. */
export async function keptVisitorKey(): Promise<CryptoKeyPair | undefined> {
  try {
    // To abort takes back the database that was about to be made, and fails the request.
    const database = await openKeyStore(({ transaction }) => transaction?.abort());
    const kept: CryptoKeyPair | undefined = await settled(
      database.transaction(KEYS).objectStore(KEYS).get(VISITOR),
    );
    database.close();
    return kept;
  } catch {
    return undefined;
  }
}
