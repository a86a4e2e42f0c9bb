const STORE = "keys";
const NAME = "visitor";

/**
 * The visitor's key pair of this browser and this website; made on first use.
 *
 * The private half can not be exported. Where the browser refuses IndexedDB (private windows) the pair lives
 * as long as the page.
 */
export async function visitorKey(): Promise<CryptoKeyPair> {
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  try {
    return await keepFirst(await openDatabase(), made);
  } catch {
    return made;
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open("tresen", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

/** One transaction, so that two tabs that open at once agree on one pair. */
async function keepFirst(database: IDBDatabase, made: CryptoKeyPair): Promise<CryptoKeyPair> {
  const store = database.transaction(STORE, "readwrite").objectStore(STORE);
  const kept: CryptoKeyPair | undefined = await settled(store.get(NAME));
  if (!kept) await settled(store.put(made, NAME));
  database.close();
  return kept ?? made;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
