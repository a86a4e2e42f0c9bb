import type { Event, Party } from "../protocol/frames.js";
import { cursor, type View } from "./applyEvent.js";
import { otherParty } from "./marks.js";

export type Typing = {
  /** The other side is typing. */
  readonly shown: boolean;
  /** Takes an event that the view has not taken yet. */
  receive(event: Event): void;
  /** Tells the other side, if it looks. */
  announce(): void;
  end(): void;
};

export type TypingOptions = {
  party: Party;
  view(): View;
  /** Whether it could be told. */
  tell(seen: number): boolean;
  onChange(): void;
};

export const TYPING_SHOWN_MS = 12_000;
const TYPING_TOLD_MS = 10_000;
// Who wrote or typed just now is taken to look, though no mark has said so yet.
const PRESENT_MS = 60_000;

/** Who is typing: shown for a moment, and told now and then. */
export function createTyping({ party, view, tell, onChange }: TypingOptions): Typing {
  let timer = 0;
  let toldAt = 0;
  /** When the other side last did something. */
  let heardAt = 0;

  function show(shown: boolean) {
    clearTimeout(timer);
    timer = shown ? setTimeout(show, TYPING_SHOWN_MS, false) : 0;
    onChange();
  }

  return {
    get shown() {
      return timer !== 0 && view().conversation?.state === "taken";
    },
    receive(event) {
      const typed = event.type === "typing_announced" && event.author !== party;
      const entries = event.type === "entries_added" || event.type === "opened" ? event.entries : [];
      const said = entries.some(({ author, seq }) => author !== party && seq > cursor(view()));
      if (typed || said) heardAt = Date.now();
      if (typed || (said && timer)) show(typed);
    },
    announce() {
      const now = view();
      if (now.conversation?.state !== "taken" || Date.now() - toldAt < TYPING_TOLD_MS) return;
      const present = Date.now() - heardAt < PRESENT_MS || looks(now, otherParty(party));
      if (present && tell(cursor(now))) toldAt = Date.now();
    },
    end: () => clearTimeout(timer),
  };
}

/** A party looks when the newest entry is its own, or it has said that it saw it. */
function looks({ entries, marks }: View, party: Party): boolean {
  const newest = entries.at(-1);
  return newest?.author === party || marks[party].seen >= (newest?.seq ?? 0);
}
