import type { HeldKey } from "../widget/View.js";
import { emptyView, type View } from "./applyEvent.js";
import { noteContact } from "./contacts.js";
import { HISTORY, KEYS, keyName, settled } from "./database.js";
import { inStores } from "./inStores.js";
import type { NamedKey } from "./visitorKey.js";
import { visitorName } from "./visitorName.js";
import { whatIsNew } from "./whatIsNew.js";

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
    const owner = pair && (await visitorName(pair));
    const { conversation, entries, ...view } = latest as View;
    const newest = newestOf(entries);
    const earlier = view.earlier || newest.length < entries.length;
    const [event] = whatIsNew(emptyView, { ...view, conversation, entries: newest, earlier });
    await inStores([KEYS, HISTORY], false, async (store) => {
      const key: NamedKey | undefined = await settled(store(KEYS).get(keyName(held.site)));
      if (ended || !key || (key.name ?? owner) !== owner) return;
      if (!conversation) return void store(HISTORY).delete(place);
      store(HISTORY).put({ owner, event }, place);
      noteContact("conversation", conversation.started_at, newest.at(-1)?.at);
    }).catch(() => {});
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
  let room = CHARACTERS;
  const newest = entries.slice(-MOST);
  const full = newest.findLastIndex((entry) => {
    room -= JSON.stringify(entry).length;
    return room < 0;
  });
  return newest.slice(full + 1);
}
