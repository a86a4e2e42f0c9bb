import type { Event } from "../protocol/frames.js";
import { cursor, type Entry } from "./applyEvent.js";
import type { Connection } from "./createConnection.js";
import type { TalkOptions, TalkState } from "./createTalk.js";
import { otherParty } from "./marks.js";

/** What each side knows of the other's attention to the conversation: who types, and what has been seen. */
export type Attention = {
  /** Takes an event that the view has taken already. */
  follow(event: Event): void;
  /** The reader has the conversation before the eyes, or has not; the other side learns of it in time. */
  look(looking: boolean): void;
  /** Tells the other side that somebody types, if it looks. */
  announceTyping(): void;
  /** Nobody follows the conversation any more. */
  end(): void;
};

export type AttentionOptions = Pick<TalkOptions, "party" | "onChange"> & {
  connection: Pick<Connection, "tell">;
};

const TYPING_SHOWN_MS = 12_000;
const TYPING_TOLD_MS = 10_000;
// Who wrote or typed just now is taken to look, though no mark has said so yet.
const PRESENT_MS = 60_000;
// While somebody types, the next word of it says what a mark would.
const QUIET_MS = TYPING_SHOWN_MS;
const HIDDEN_MS = 60_000;

/**
 * Typing is shown for a moment, and told now and then.
 *
 * How far this side has got is told by a mark once in each of the other's turns: when it is quiet, and nothing else says
 * it. The rest of the turn is told by the answer. Only who was away tells twice: that it came, and that it was seen.
 */
export function createAttention(
  { party, connection, onChange }: AttentionOptions,
  talk: Pick<TalkState, "view" | "typing">,
): Attention {
  let typingTimer = 0;
  let typedAt = 0;
  /** When the other side last wrote or typed, and the newest of what it wrote. */
  let heardAt = 0;
  let heard = 0;
  let looking = false;
  /** When it began to be quiet. */
  let quietAt = 0;
  let markTimer = 0;
  /** What the other side has been told, and by typing: so far the turn is this side's. */
  let delivered = 0;
  let seen = 0;
  let typedTo = 0;

  const newest = (counts: (entry: Entry) => boolean) => talk.view.entries.findLast(counts)?.seq ?? 0;

  function showTyping(typing: boolean) {
    clearTimeout(typingTimer);
    if (typing) typingTimer = setTimeout(showTyping, TYPING_SHOWN_MS, false);
    talk.typing = typing;
    onChange();
  }

  function plan() {
    clearTimeout(markTimer);
    const told = looking ? seen : delivered;
    const own = newest(({ author }) => author === party);
    if (heard > told && told <= Math.max(own, typedTo))
      markTimer = setTimeout(mark, quietAt - Date.now() + (looking ? QUIET_MS : HIDDEN_MS));
  }

  function mark() {
    const last = cursor(talk.view);
    const next = { delivered: last, seen: looking ? last : seen };
    // Without a connection it waits for the next greeting.
    if (connection.tell({ type: "mark_entries", ...next })) ({ delivered, seen } = next);
  }

  return {
    follow(event) {
      const { conversation, marks } = talk.view;
      // Messages, and for a visitor that somebody is there.
      const now = newest(({ kind, author }) => author !== party && (kind === "message" || kind === "taken"));
      const said = now > heard;
      const typed = event.type === "typing_announced" && event.author !== party;
      if (said || typed) heardAt = quietAt = Date.now();
      heard = now;
      const typing = conversation?.state === "taken" && (typed || (talk.typing && !said));
      if (typed || typing !== talk.typing) showTyping(typing);
      // The server knows which of the marks reached it, but not what typing told.
      if (event.type === "opened") delivered = seen = typedTo;
      seen = Math.max(seen, marks[party].seen);
      delivered = Math.max(delivered, marks[party].delivered);
      plan();
    },
    look(now) {
      if (now && !looking) quietAt = Date.now();
      looking = now;
      plan();
    },
    announceTyping() {
      const { conversation, marks, entries } = talk.view;
      const now = Date.now();
      const last = entries.at(-1);
      if (conversation?.state !== "taken" || !last || now - typedAt < TYPING_TOLD_MS) return;
      const other = otherParty(party);
      // A party looks when the newest entry is its own, or it has said that it saw it.
      const looks = now - heardAt < PRESENT_MS || last.author === other || marks[other].seen >= last.seq;
      if (looks && connection.tell({ type: "announce_typing", seen: last.seq })) {
        typedAt = now;
        typedTo = seen = delivered = last.seq;
        plan();
      }
    },
    end() {
      clearTimeout(typingTimer);
      clearTimeout(markTimer);
    },
  };
}
