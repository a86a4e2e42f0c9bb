import type {
  Closed,
  Conversation,
  ConversationState,
  Described,
  Event,
  HistoryRead,
  Identified,
  Marks,
  Message,
  Observed,
  Opened,
  Reopened,
  Started,
  Taken,
} from "../protocol/frames.js";
import { noMarks, raiseMark, type Said } from "./marks.js";

export type Entry = Message | Started | Taken | Observed | Closed | Reopened | Identified | Described;

/** A conversation as this page knows it: entries ascend without a gap. */
export type View = {
  readonly conversation: Conversation | null;
  readonly entries: readonly Entry[];
  /** There are entries before the first one here. */
  readonly earlier: boolean;
  /** Something is missing after the last one: open the conversation again. */
  readonly behind: boolean;
  /** How far each party has got, from whatever said so. Only what is here is compared with them. */
  readonly marks: Marks;
};

export const emptyView: View = {
  conversation: null,
  entries: [],
  earlier: false,
  behind: false,
  marks: noMarks,
};

/** The newest `seq` that this page has seen, 0 for none. */
export const cursor = (view: View): number => view.entries.at(-1)?.seq ?? 0;

/** The view after an event of this conversation; events that change nothing give the same view. */
export function applyEvent(view: View, event: Event): View {
  switch (event.type) {
    case "opened":
      return opened(view, event);
    case "entries_added":
      return addEntries(view, event.entries);
    case "entries_marked":
      return marked(view, { ...event, ...event.mark });
    case "typing_announced":
      return marked(view, event);
    case "conversation_changed":
      return changed(view, event.conversation);
    case "history_read":
      return preceded(view, event);
    default:
      return view;
  }
}

/** The view with entries that follow one another, the first at most one after the newest here. */
export function addEntries(view: View, entries: readonly Entry[]): View {
  return entries.reduce(added, view);
}

function opened(view: View, { conversation, entries, earlier, marks }: Opened): View {
  const sameLog = conversation && conversation.started_at === view.conversation?.started_at;
  const known = [
    { author: "visitor", ...marks.visitor } as const,
    { author: "agent", ...marks.agent } as const,
    ...entries,
  ].reduce(raiseMark, sameLog ? view.marks : noMarks);
  const joined = sameLog && (entries[0]?.seq ?? 0) <= cursor(view) + 1;
  if (!joined) return { conversation, entries, earlier, behind: false, marks: known };
  // Read before the newest entry here was written, the answer may be older than what is known.
  return { ...changed(addEntries(view, entries), conversation), behind: false, marks: known };
}

function marked(view: View, said: Said): View {
  const marks = raiseMark(view.marks, said);
  return marks === view.marks ? view : { ...view, marks };
}

function changed(view: View, conversation: Conversation): View {
  const known = view.conversation;
  const same = known?.conversation_id === conversation.conversation_id;
  return same && conversation.changed_at >= known.changed_at ? { ...view, conversation } : view;
}

function preceded(view: View, { entries, earlier }: HistoryRead): View {
  const last = entries.at(-1);
  // The page may come a second time, or be of a log that is no longer shown; it is empty if its entries expired.
  if (last && last.seq + 1 !== view.entries[0]?.seq) return view;
  return {
    ...view,
    entries: [...entries, ...view.entries],
    earlier,
    marks: entries.reduce(raiseMark, view.marks),
  };
}

function added(view: View, entry: Entry): View {
  const ahead = entry.seq - cursor(view);
  if (ahead < 1) return view;
  // Nor can anything be shown of a conversation of which no more is known.
  if (ahead > 1 || !view.conversation) return view.behind ? view : { ...view, behind: true };
  const state = stateAfter(entry);
  return {
    ...view,
    entries: [...view.entries, entry],
    conversation: state ? { ...view.conversation, state, changed_at: entry.at } : view.conversation,
    marks: raiseMark(view.marks, entry),
  };
}

function stateAfter({ kind, author }: Entry): ConversationState | undefined {
  const states: Partial<Record<Entry["kind"], ConversationState>> = {
    started: "waiting",
    taken: "taken",
    closed: "closed",
    // The visitor's puts the conversation back in the line, the agent's does not.
    reopened: author === "visitor" ? "waiting" : "taken",
  };
  return states[kind];
}
