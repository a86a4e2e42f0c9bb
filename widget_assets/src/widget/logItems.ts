import type { Entry, View } from "../chat/applyEvent.js";
import type { Unsent } from "../chat/createTalk.js";
import type { Party, RefusalCode } from "../protocol/frames.js";

/** One line of the log. The `key` stays when an unsent message becomes an entry. */
export type LogItem =
  | { readonly key: string; readonly kind: "day"; readonly at: number }
  | { readonly key: string; readonly kind: Exclude<Entry["kind"], "message">; readonly author: Party }
  | MessageItem;

export type MessageItem = {
  readonly key: string;
  readonly kind: "message";
  readonly author: Party;
  readonly text: string;
  /** Absent while the message is unsent. */
  readonly at?: number;
  readonly failed?: RefusalCode;
  /** The first and the last of those that one author sent shortly after one another. */
  readonly first: boolean;
  readonly last: boolean;
};

const GROUP_MS = 5 * 60_000;

/** What the log shows: entries with a line for each new day, then what is still unsent. */
export function logItems(view: View, unsent: readonly Unsent[], dayOf: (at: number) => string): LogItem[] {
  const items: LogItem[] = [];
  let day = "";
  for (const entry of view.entries) {
    const started = dayOf(entry.at);
    if (started !== day) items.push({ key: `day${entry.seq}`, kind: "day", at: entry.at });
    day = started;
    items.push(entryItem(entry));
  }
  items.push(...unsent.map(unsentItem));
  return items.map((item, index) => grouped(item, items[index - 1], items[index + 1]));
}

function entryItem(entry: Entry): LogItem {
  const { kind, author, seq } = entry;
  if (kind !== "message") return { key: `note${seq}`, kind, author };
  const key = author === "visitor" ? entry.client_message_id : `message${seq}`;
  return { key, kind, author, text: entry.text, at: entry.at, first: true, last: true };
}

function unsentItem({ client_message_id: key, text, failed, code = "failed" }: Unsent): LogItem {
  const item = { key, kind: "message", author: "visitor", text, first: true, last: true } as const;
  return failed ? { ...item, failed: code } : item;
}

function grouped(item: LogItem, before: LogItem | undefined, after: LogItem | undefined): LogItem {
  return item.kind === "message"
    ? { ...item, first: !together(before, item), last: !together(item, after) }
    : item;
}

function together(one: LogItem | undefined, next: LogItem | undefined): boolean {
  if (one?.kind !== "message" || next?.kind !== "message" || one.author !== next.author) return false;
  return one.at && next.at ? next.at - one.at < GROUP_MS : one.at === next.at && !one.failed;
}
