import type { Row } from "./createOutbox.js";
import { OUTBOX, settled } from "./database.js";
import { inStore } from "./inStore.js";

/** Who has something unsent here, of the owners that begin with `prefix`; each once. */
export async function outboxOwners(prefix: string): Promise<readonly string[]> {
  const rows: Row[] = await inStore(OUTBOX, false, (store) => settled(store.getAll())).catch(() => []);
  return [...new Set(rows.map(({ owner }) => owner))].filter((owner) => owner.startsWith(prefix));
}
