import { DRAFTS, settled } from "../chat/database.js";
import { inStore } from "../chat/inStore.js";
import { FORM_SENT } from "../chat/storeNames.js";
import type { Values } from "./createFields.js";
import { joined } from "./joined.js";

/** A contact request that the server has not confirmed. */
export type Draft = {
  /** Made once for each; the id of what is sent depends on it. */
  readonly seed: string;
  readonly values: Values;
  /** The visitor wants it sent. */
  readonly submitted: boolean;
  /** On the chat's own pages, which are those of several sites. */
  readonly site?: string | undefined;
};

/**
 * The draft that this page works on. The browser keeps one, or some where several tabs have begun one each. Nothing here
 * fails: what can not be kept lives as long as the page.
 */
export type Drafting = {
  readonly draft: Draft;
  /** Takes up what is kept, also by another tab, with what was typed elsewhere unless it has been sent off. */
  takeUp(typed: string): Promise<void>;
  /** Something was typed: it is kept soon. */
  touch(): void;
  /** Keeps what is filled in; done when it survives the page. */
  keep(submitted: boolean): Promise<void>;
  /** Does not wait any longer with what is to be kept soon. */
  flush(): void;
  /**
   * It has arrived, or is not wanted any more, and another one begins. Whether this page is the first to know: another tab
   * may have removed it.
   */
  remove(): Promise<boolean>;
};

const SAVE_MS = 250;

/** `read` gives what is filled in. */
export function createDrafting(read: () => Values, site: string | undefined): Drafting {
  let draft = newDraft();
  /** The browser has not kept it, or not yet. */
  let unkept = false;
  let timer = 0;

  /** Does it, and gives what is kept then; nothing where nothing can be kept. */
  const after = (create: boolean, work?: (store: IDBObjectStore) => unknown) =>
    inStore<Draft[]>(DRAFTS, create, async (store) => {
      await work?.(store);
      return settled(store.getAll());
    })
      .then(mark)
      .catch(() => []);

  async function save() {
    const mine = draft;
    unkept = true;
    const kept = await after(true, (store) => store.put(mine, mine.seed));
    if (kept[0] && draft === mine) unkept = false;
  }

  /** Nothing is to be kept soon. */
  function rest() {
    clearTimeout(timer);
    timer = 0;
  }

  function keep(submitted: boolean) {
    rest();
    draft = { ...draft, submitted, site, values: read() };
    return save();
  }

  function flush() {
    if (timer) void keep(false);
  }

  return {
    get draft() {
      return draft;
    },
    async takeUp(typed) {
      flush();
      const kept = (await after(false)).filter((each) => each.site === site);
      // What has been sent off comes first.
      if (!unkept) draft = kept.find(({ submitted }) => submitted) ?? kept[0] ?? newDraft();
      if (!typed || draft.submitted) return;
      const message = joined(draft.values.message ?? "", typed);
      draft = { ...draft, site, values: { ...draft.values, message } };
      await save();
    },
    touch() {
      timer ||= setTimeout(keep, SAVE_MS, false);
    },
    keep,
    flush,
    async remove() {
      const { seed } = draft;
      let found = Number(unkept);
      rest();
      unkept = false;
      draft = newDraft();
      await after(false, async (store) => {
        found += await settled(store.count(seed));
        store.delete(seed);
      });
      return found > 0;
    },
  };
}

/** Without https there is no `randomUUID`, and nothing is kept or sent. */
const newDraft = (): Draft => ({ seed: crypto.randomUUID?.(), values: {}, submitted: false });

/** Tells the panel, without its opening the database, that something waits to be sent. */
function mark(kept: readonly Draft[]) {
  try {
    if (kept.some(({ submitted }) => submitted)) localStorage.setItem(FORM_SENT, "1");
    else localStorage.removeItem(FORM_SENT);
  } catch {
    // Where it is refused the visitor finds it in the form.
  }
  return kept;
}
