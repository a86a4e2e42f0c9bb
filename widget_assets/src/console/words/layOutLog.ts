import type { Entry } from "../../chat/applyEvent.js";
import type { Message, Party } from "../../protocol/frames.js";

/** One line of the log: a new day, a note, or messages of one party that follow each other closely. */
export type LogItem =
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "note"; readonly key: string; readonly entry: Exclude<Entry, Message> }
  | {
      readonly kind: "messages";
      readonly key: string;
      readonly author: Party;
      readonly messages: readonly Message[];
    };

/** An item that may still grow. */
type Growing =
  | Exclude<LogItem, { kind: "messages" }>
  | (Extract<LogItem, { kind: "messages" }> & { readonly messages: Message[] });

const TOGETHER_MS = 5 * 60_000;

export function layOutLog(entries: readonly Entry[]): readonly LogItem[] {
  const items: Growing[] = [];
  let today = "";
  for (const entry of entries) {
    const date = new Date(entry.at).toDateString();
    if (date !== today) items.push({ kind: "day", key: `day ${entry.seq}`, at: entry.at });
    today = date;
    add(items, entry);
  }
  return items;
}

function add(items: Growing[], entry: Entry) {
  if (entry.kind !== "message") {
    items.push({ kind: "note", key: `note ${entry.seq}`, entry });
    return;
  }
  const last = items.at(-1);
  const newest = last?.kind === "messages" && last.author === entry.author && last.messages.at(-1);
  if (last?.kind === "messages" && newest && entry.at - newest.at < TOGETHER_MS) {
    last.messages.push(entry);
  } else {
    items.push({ kind: "messages", key: `messages ${entry.seq}`, author: entry.author, messages: [entry] });
  }
}
