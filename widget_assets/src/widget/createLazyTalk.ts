import { emptyView } from "../chat/applyEvent.js";
import type { Talk } from "../chat/createTalk.js";
import { DATABASE } from "../chat/storeNames.js";
import type { createVisitorTalk, VisitorTalk, VisitorTalkOptions } from "./createVisitorTalk.js";

export type ConversationModule = { readonly createVisitorTalk: typeof createVisitorTalk };

/** The visitor's conversation, whose code comes when it is needed. */
export type LazyTalk = {
  /** Absent until the code is there. */
  readonly visitor: VisitorTalk | undefined;
  /** What there is to show, nothing at first. */
  readonly shown: Pick<Talk, "view" | "unsent" | "typing">;
  /** It is known what was said before. */
  readonly ready: boolean;
  /** The code could not be loaded. */
  readonly missing: boolean;
  /** Loads the code if it is not there yet; never fails. */
  need(): Promise<void>;
  /** Shows a visitor who comes back what was said; somebody new loads and stores nothing. */
  resume(): Promise<void>;
  /** The visitor types. */
  begin(): Promise<void>;
  /** Whether the conversation is before the visitor's eyes. */
  look(looking: boolean): void;
};

export type LazyTalkOptions = VisitorTalkOptions & {
  readonly load: () => Promise<ConversationModule>;
  /** Something went wrong, perhaps in the code itself. */
  onError(error: unknown): void;
};

export function createLazyTalk(options: LazyTalkOptions): LazyTalk {
  const { load, signal, onChange, onError } = options;
  let visitor: VisitorTalk | undefined;
  let loading: Promise<void> | undefined;
  let isNew = false;
  let missing = false;
  let looking = false;

  async function bring() {
    try {
      const { createVisitorTalk } = await load();
      if (signal.aborted) return;
      visitor = createVisitorTalk(options);
      visitor.look(looking);
      await visitor.resume();
      missing = false;
    } catch (error) {
      missing = true;
      onError(error);
    }
    loading = undefined;
    onChange();
  }

  async function need() {
    if (visitor) return;
    loading ??= bring();
    await loading;
  }

  addEventListener("online", () => missing && need(), { signal });

  return {
    get visitor() {
      return visitor;
    },
    get shown() {
      return visitor?.talk ?? { view: emptyView, unsent: [], typing: false };
    },
    get ready() {
      return visitor?.ready ?? isNew;
    },
    get missing() {
      return missing;
    },
    need,
    async resume() {
      if (visitor) return visitor.resume();
      isNew = !(await mayBeKnown());
      if (isNew) onChange();
      else await need();
    },
    async begin() {
      // What could not be loaded a moment ago is not asked for with every letter.
      if (!missing) await need();
      visitor?.begin();
    },
    look(isLooking) {
      looking = isLooking;
      visitor?.look(looking);
    },
  };
}

/** Whether this browser may keep a visitor's key. To look leaves nothing behind; Firefox tells since 126 (2024). */
async function mayBeKnown(): Promise<boolean> {
  try {
    const databases = await indexedDB.databases?.();
    return databases?.some(({ name }) => name === DATABASE) ?? true;
  } catch {
    return false;
  }
}
