import type {
  Closed,
  Conversation,
  ConversationState,
  Event,
  Message,
  Observed,
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

const STATES: { [kind in Entry["kind"]]?: ConversationState } = {
  started: "waiting",
  taken: "taken",
  closed: "closed",
};

/** The view after an event of this conversation; events that change nothing give the same view. */
export function applyEvent(view: View, event: Event): View {
  switch (event.type) {
    case "opened":
      return opened(view, event.conversation, event.entries, event.earlier);
    case "entry_added":
      return added(view, event.entry);
    case "history_read":
      return event.entries.at(-1)?.seq === (view.entries[0]?.seq ?? 0) - 1
        ? { ...view, entries: [...event.entries, ...view.entries], earlier: event.earlier }
        : view;
    default:
      return view;
  }
}

/** The view with entries that follow one another, the first at most one after the newest here. */
export function addEntries(view: View, entries: readonly Entry[]): View {
  return entries.reduce(added, view);
}

function opened(
  view: View,
  conversation: Conversation | null,
  entries: readonly Entry[],
  earlier: boolean,
): View {
  const same = conversation?.started_at === view.conversation?.started_at;
  const joined = same && (entries[0]?.seq ?? 0) <= cursor(view) + 1;
  if (!joined || !view.entries.length) return { conversation, entries, earlier, behind: false };
  const newer = entries.filter((entry) => entry.seq > cursor(view));
  return { ...view, conversation, entries: [...view.entries, ...newer], behind: false };
}

function added(view: View, entry: Entry): View {
  const ahead = entry.seq - cursor(view);
  if (ahead < 1) return view;
  if (ahead > 1) return { ...view, behind: true };
  const entries = [...view.entries, entry];
  return { ...view, entries, conversation: view.conversation && moved(view.conversation, entry) };
}

function moved(conversation: Conversation, entry: Entry): Conversation {
  // The visitor's reopening puts the conversation back in the line, the agent's does not.
  const state =
    entry.kind === "reopened"
      ? entry.author === "visitor"
        ? "waiting"
        : "taken"
      : (STATES[entry.kind] ?? conversation.state);
  return state === conversation.state ? conversation : { ...conversation, state, changed_at: entry.at };
}
