import type { Event, Mark, Party } from "../protocol/frames.js";
import { cursor, type Entry, type View } from "./applyEvent.js";
import { TYPING_SHOWN_MS } from "./createTyping.js";
import { raiseMark } from "./marks.js";

export type Marking = {
  /** The reader has the conversation before the eyes, or has not. */
  look(looking: boolean): void;
  /** A message or typing goes that says that all up to `seq` was seen: the turn is this side's. */
  told(seq: number): void;
  /** The view has changed. */
  follow(): void;
  /** Takes an event that the view has taken already. */
  receive(event: Event): void;
  end(): void;
};

export type MarkingOptions = {
  party: Party;
  view(): View;
  /** Whether this reader's marks are the party's. */
  allowed(): boolean;
  /** Whether it could be told. */
  tell(mark: Mark): boolean;
};

const QUIET_MS = 12_000;
const HIDDEN_MS = 60_000;

/**
 * Tells the other side how far this one has got, once in each of its turns: when it is quiet, and nothing else says it.
 * The rest of the turn is told by the answer. Only who was away tells twice: that it came, and that it was seen.
 */
export function createMarks({ party, view, allowed, tell }: MarkingOptions): Marking {
  let looking = false;
  /** What the other side has been told, and what of it by marks. */
  let told: Mark = { delivered: 0, seen: 0 };
  let sent = told;
  /** What has been told in this turn of the other side's. */
  let spent: "nothing" | "delivered" | "seen" = "nothing";
  /** The newest entries that are owed a word, and of this side. */
  let owed = 0;
  let own = 0;
  let quietAt = 0;
  let timer = 0;

  function plan() {
    clearTimeout(timer);
    const unseen = looking && owed > told.seen && spent !== "seen";
    if (!unseen && (looking || owed <= told.delivered || spent !== "nothing")) return;
    timer = setTimeout(mark, quietAt - Date.now() + (unseen ? 0 : HIDDEN_MS - QUIET_MS));
  }

  function mark() {
    const delivered = cursor(view());
    const next = { delivered, seen: looking ? delivered : told.seen };
    // Without a connection it waits for the next greeting.
    if (!allowed() || !tell(next)) return;
    sent = next;
    marked(next);
  }

  function marked(next: Mark) {
    spent = next.seen > told.seen ? "seen" : "delivered";
    raise(next);
  }

  function raise(next: Mark) {
    told = raiseMark({ visitor: told, agent: told }, { author: party, ...next })[party];
    plan();
  }

  function quiet(ms: number) {
    quietAt = Math.max(quietAt, Date.now() + ms);
  }

  const newest = (counts: (entry: Entry) => boolean) => view().entries.findLast(counts)?.seq ?? 0;

  return {
    look(now) {
      if (now && !looking) quiet(QUIET_MS);
      looking = now;
      plan();
    },
    told(seq) {
      spent = "nothing";
      // While somebody types, the next word of it says the same.
      quiet(TYPING_SHOWN_MS);
      raise({ delivered: seq, seen: seq });
    },
    follow() {
      const before = { owed, own };
      // Messages, and for a visitor that somebody is there.
      owed = newest(({ kind, author }) => author !== party && (kind === "message" || kind === "taken"));
      own = newest(({ author }) => author === party);
      if (own > before.own) spent = "nothing";
      if (owed > before.owed) quietAt = Date.now() + QUIET_MS;
      plan();
    },
    receive(event) {
      if (event.type === "typing_announced" && event.author !== party) quiet(TYPING_SHOWN_MS);
      if (event.type === "entries_marked" && event.author === party) marked(event.mark);
      if (event.type === "opened") {
        // The server knows which of the marks reached it.
        const known = view().marks[party];
        if (known.delivered < sent.delivered || known.seen < sent.seen) {
          spent = "nothing";
          told = sent = known;
        }
        raise(known);
      }
      plan();
    },
    end: () => clearTimeout(timer),
  };
}
