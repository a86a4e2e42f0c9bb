import { openDatabase } from "./database.js";

/** What `work` gives, after all that it did in its one transaction on a store is written. */
export async function inStore<T>(
  name: string,
  create: boolean,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(create);
  try {
    const transaction = database.transaction(name, "readwrite");
    const written = new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
    const [result] = await Promise.all([work(transaction.objectStore(name)), written]);
    return result;
  } finally {
    database.close();
  }
}
