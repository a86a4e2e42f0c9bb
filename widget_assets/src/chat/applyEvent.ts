import type {
  Closed,
  Conversation,
  ConversationState,
  Event,
  Message,
  Observed,
  Opened,
  Reopened,
  Started,
  Taken,
} from "../protocol/frames.js";

export type Entry = Message | Started | Taken | Observed | Closed | Reopened;

/** A conversation as this page knows it: entries ascend without a gap. */
export type View = {
  readonly conversation: Conversation | null;
  readonly entries: readonly Entry[];
  /** There are entries before the first one here. */
  readonly earlier: boolean;
  /** Something is missing after the last one: open the conversation again. */
  readonly behind: boolean;
};

export const emptyView: View = { conversation: null, entries: [], earlier: false, behind: false };

/** The newest `seq` that this page has seen, 0 for none. */
export const cursor = (view: View): number => view.entries.at(-1)?.seq ?? 0;

/** The view after an event of this conversation; events that change nothing give the same view. */
export function applyEvent(view: View, event: Event): View {
  switch (event.type) {
    case "opened":
      return opened(view, event);
    case "entry_added":
      return added(view, event.entry);
    case "conversation_changed":
      return changed(view, event.conversation);
    case "history_read":
      return preceded(view, event.entries, event.earlier);
    default:
      return view;
  }
}

/** The view with entries that follow one another, the first at most one after the newest here. */
export function addEntries(view: View, entries: readonly Entry[]): View {
  return entries.reduce(added, view);
}

function opened(view: View, { conversation, entries, earlier }: Opened): View {
  const sameLog = conversation && conversation.started_at === view.conversation?.started_at;
  const joined = sameLog && (entries[0]?.seq ?? 0) <= cursor(view) + 1;
  if (!joined || !view.entries.length) return { conversation, entries, earlier, behind: false };
  const newer = entries.filter((entry) => entry.seq > cursor(view));
  const all = [...view.entries, ...newer];
  // Read before the newest entry here was written, the answer may be older than what is known.
  const change = all.findLast(stateAfter);
  const latest = change ? moved(conversation, change) : conversation;
  return { ...view, conversation: latest, entries: all, behind: false };
}

function changed(view: View, conversation: Conversation): View {
  const known = view.conversation;
  const same = known?.conversation_id === conversation.conversation_id;
  return same && conversation.changed_at >= known.changed_at ? { ...view, conversation } : view;
}

function preceded(view: View, entries: readonly Entry[], earlier: boolean): View {
  const last = entries.at(-1);
  // The page may come a second time, or be of a log that is no longer shown; it is empty if its entries expired.
  if (last && last.seq + 1 !== view.entries[0]?.seq) return view;
  return { ...view, entries: [...entries, ...view.entries], earlier };
}

function added(view: View, entry: Entry): View {
  const ahead = entry.seq - cursor(view);
  if (ahead < 1) return view;
  if (ahead > 1) return view.behind ? view : { ...view, behind: true };
  const entries = [...view.entries, entry];
  return { ...view, entries, conversation: view.conversation && moved(view.conversation, entry) };
}

function moved(conversation: Conversation, entry: Entry): Conversation {
  const state = stateAfter(entry);
  return !state || state === conversation.state
    ? conversation
    : { ...conversation, state, changed_at: entry.at };
}

function stateAfter({ kind, author }: Entry): ConversationState | undefined {
  switch (kind) {
    case "started":
      return "waiting";
    case "taken":
    case "closed":
      return kind;
    case "reopened":
      // The visitor's puts the conversation back in the line, the agent's does not.
      return author === "visitor" ? "waiting" : "taken";
    default:
      return undefined;
  }
}
