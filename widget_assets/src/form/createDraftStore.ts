import { DRAFTS, settled } from "../chat/database.js";
import { inStore } from "../chat/inStore.js";
import { FORM_SENT } from "../chat/storeNames.js";
import type { Values } from "./createFields.js";

/** A contact request that the server has not confirmed. */
export type Draft = {
  /** Made once for each; the id of what is sent depends on it. */
  readonly seed: string;
  readonly values: Values;
  /** The visitor wants it sent. */
  readonly submitted: boolean;
};

/**
 * The drafts of this browser: one, or some where several tabs have begun one each. Nothing here fails: what can not be
 * kept lives as long as the page.
 */
export type DraftStore = {
  /** What has been sent off first. */
  load(): Promise<Draft | undefined>;
  /** Done when it survives the page. */
  save(draft: Draft): Promise<void>;
  /** Whether it was still there: another tab may have removed it. */
  remove(seed: string): Promise<boolean>;
};

export function createDraftStore(): DraftStore {
  /** Absent where the browser keeps it. */
  let held: Draft | undefined;

  return {
    async load() {
      const kept = await inStore(DRAFTS, false, all).catch(() => []);
      return held ?? kept.find(({ submitted }) => submitted) ?? kept[0];
    },
    async save(draft) {
      held = draft;
      const kept = await inStore(DRAFTS, true, (store) => {
        store.put(draft, draft.seed);
        return all(store);
      }).catch(() => undefined);
      if (kept && held === draft) held = undefined;
      mark(kept ?? []);
    },
    async remove(seed) {
      const wasHeld = held?.seed === seed;
      held = undefined;
      const kept = await inStore(DRAFTS, false, async (store) => {
        const before = await all(store);
        store.delete(seed);
        return before;
      }).catch(() => []);
      const others = kept.filter((draft) => draft.seed !== seed);
      mark(others);
      return wasHeld || others.length < kept.length;
    },
  };
}

const all = (store: IDBObjectStore): Promise<Draft[]> => settled(store.getAll());

/** Tells the panel, without its opening the database, that something waits to be sent. */
function mark(kept: readonly Draft[]) {
  try {
    if (kept.some(({ submitted }) => submitted)) localStorage.setItem(FORM_SENT, "1");
    else localStorage.removeItem(FORM_SENT);
  } catch {
    // Where it is refused the visitor finds it in the form.
  }
}
