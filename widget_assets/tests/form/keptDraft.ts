import { DRAFTS, settled } from "../../src/chat/database.js";
import { inStore } from "../../src/chat/inStore.js";
import type { Draft } from "../../src/form/createDrafting.js";

/** What the browser keeps, what has been sent off first; to look leaves nothing behind. */
export async function keptDraft(site?: string): Promise<Draft | undefined> {
  const all: Draft[] = await inStore(DRAFTS, false, (store) => settled(store.getAll())).catch(() => []);
  const own = all.filter((draft) => draft.site === site);
  return own.find(({ submitted }) => submitted) ?? own[0];
}
