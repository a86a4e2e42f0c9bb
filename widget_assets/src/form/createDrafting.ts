import { createDraftStore, type Draft } from "./createDraftStore.js";
import type { Values } from "./createFields.js";
import { joined } from "./joined.js";

/** The draft that this page works on, and its way into the browser's store. */
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
  /** Begins another one. What is kept of this one stays. */
  renew(): void;
  /** It has arrived; whether this page is the first to know. */
  remove(): Promise<boolean>;
};

const SAVE_MS = 250;

/** `read` gives what is filled in, or nothing while there is no form. */
export function createDrafting(read: () => Values | undefined): Drafting {
  const store = createDraftStore();
  let draft = newDraft();
  let timer = 0;

  function keep(submitted: boolean) {
    clearTimeout(timer);
    timer = 0;
    draft = { ...draft, submitted, values: read() ?? draft.values };
    return store.save(draft);
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
      draft = (await store.load()) ?? newDraft();
      if (!typed || draft.submitted) return;
      const message = joined(draft.values.message ?? "", typed);
      draft = { ...draft, values: { ...draft.values, message } };
      await store.save(draft);
    },
    touch() {
      timer ||= setTimeout(() => void keep(false), SAVE_MS);
    },
    keep,
    flush,
    renew() {
      clearTimeout(timer);
      timer = 0;
      draft = newDraft();
    },
    remove: () => store.remove(draft.seed),
  };
}

const newDraft = (): Draft => ({ seed: crypto.randomUUID(), values: {}, submitted: false });
