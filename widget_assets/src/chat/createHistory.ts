import type { HeldKey } from "../widget/View.js";
import { emptyView, type View } from "./applyEvent.js";
import { noteContact } from "./contacts.js";
import { whatIsNew } from "./whatIsNew.js";
import { whileKept } from "./whileKept.js";

export type History = {
  /** The conversation is this now. */
  follow(view: View): void;
  /** Nothing is kept from now on. */
  end(): void;
};

export type HistoryOptions = {
  /** See `placeOf`. */
  readonly place: string;
  readonly held: HeldKey;
};

const WAIT_MS = 1_000;
const MOST = 300;
const CHARACTERS = 250_000;

/**
 * Keeps what was said in this browser, a moment after it was said.
 *
 * What was deleted must not come back, whoever deletes it and whenever this page hears of it: it is written in one
 * transaction with a look at the visitor's key, which goes together with what was said.
 */
export function createHistory({ place, held }: HistoryOptions): History {
  let latest: View | undefined;
  let timer = 0;
  let ended = false;

  async function keep() {
    timer = 0;
    const pair = await held.pair;
    const view = latest as View;
    const { conversation } = view;
    const entries = newestOf(view.entries);
    const earlier = view.earlier || entries.length < view.entries.length;
    const [event] = whatIsNew(emptyView, { ...view, entries, earlier });
    if (pair)
      await whileKept(pair, held.site, (history, _, owner) => {
        if (ended) return;
        if (!conversation) return void history.delete(place);
        history.put({ owner, event }, place);
        noteContact("conversation", conversation.started_at, entries.at(-1)?.at);
      });
  }

  return {
    follow(view) {
      if (view === latest || ended) return;
      latest = view;
      timer ||= setTimeout(keep, WAIT_MS);
    },
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

/** As many as there is room for: a browser gives little to a website, and all of it is written each time. */
function newestOf(entries: View["entries"]): View["entries"] {
  const newest = entries.slice(-MOST);
  let over = JSON.stringify(newest).length - CHARACTERS;
  while (over > 0) over -= JSON.stringify(newest.shift()).length;
  return newest;
}
