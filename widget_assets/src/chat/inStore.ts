import { inStores } from "./inStores.js";

/** What `work` gives, after all that it did in its one transaction on a store is written. */
export function inStore<T>(
  name: string,
  create: boolean,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  return inStores([name], create, (store) => work(store(name)));
}
