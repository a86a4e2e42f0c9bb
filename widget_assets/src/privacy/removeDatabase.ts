import { DRAFTS, ERASURES, HISTORY, KEYS, OUTBOX, settled } from "../chat/database.js";
import { inStore } from "../chat/inStore.js";
import { DATABASE } from "../chat/storeNames.js";

/** Removes the database if there is nothing in it, so that nothing tells that there ever was. */
export async function removeDatabase(): Promise<void> {
  const names = [KEYS, OUTBOX, DRAFTS, ERASURES, HISTORY];
  const rows = await inStore(names, false, (...stores) =>
    Promise.all(stores.map((store) => settled(store.count()))),
  ).catch(() => [1]);
  if (rows.every((count) => count === 0)) await deleted();
}

/** A tab of a release that does not let go of it is not waited for. */
function deleted(): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    for (const type of ["success", "error", "blocked"]) request.addEventListener(type, () => resolve());
  });
}
