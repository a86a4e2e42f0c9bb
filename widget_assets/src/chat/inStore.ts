import { openDatabase, settled } from "./database.js";

const OPEN_MS = 3_000;

/**
 * What `work` gives, after all that it did in its one transaction on these stores is written.
 *
 * Fails too when the database takes long: another tab may hold an older one, and there are browsers that never answer.
 */
export async function inStore<T>(
  names: string | readonly string[],
  create: boolean,
  work: (...stores: IDBObjectStore[]) => Promise<T>,
): Promise<T> {
  const opening = openDatabase(create);
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, OPEN_MS);
  });
  try {
    const database = await Promise.race([opening, late]);
    const transaction = database.transaction(names as string[], "readwrite");
    const stores = [names].flat().map((name) => transaction.objectStore(name));
    const [result] = await Promise.all([work(...stores), settled(transaction)]);
    return result;
  } finally {
    clearTimeout(timer);
    // Whenever it comes.
    opening.then(
      (database) => database.close(),
      () => {},
    );
  }
}
