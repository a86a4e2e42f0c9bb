import { openDatabase } from "./database.js";

/** What `work` gives, after all that it did in its one transaction on the stores is written. */
export async function inStores<T>(
  names: readonly string[],
  create: boolean,
  work: (store: (name: string) => IDBObjectStore) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(create);
  try {
    const transaction = database.transaction(names, "readwrite");
    const written = new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
    const [result] = await Promise.all([work((name) => transaction.objectStore(name)), written]);
    return result;
  } finally {
    database.close();
  }
}
