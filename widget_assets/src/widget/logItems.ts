import type { Entry, View } from "../chat/applyEvent.js";
import type { Unsent } from "../chat/createOutbox.js";
import type { Excerpt } from "../chat/excerpt.js";
import { type Fate, fateOf } from "../chat/fateOf.js";
import type { Message, Party, RefusalCode } from "../protocol/frames.js";
import type { DateTexts } from "./dateTexts.js";
import type { PanelTexts } from "./PanelTexts.js";

type Shown = { readonly view: View; readonly unsent: readonly Unsent[] };

/** One line of the log: something that happened, or was said. The `key` stays when an unsent message becomes an entry. */
export type LogItem =
  | {
      readonly key: string;
      readonly kind: "day" | Exclude<Entry["kind"], "message">;
      readonly text: string;
      readonly author?: undefined;
    }
  | MessageItem;

export type MessageItem = {
  readonly key: string;
  readonly kind: "message";
  readonly author: Party;
  readonly text: string;
  /** When it was said; absent while the message is unsent. */
  readonly at?: number;
  readonly time?: string;
  readonly failed?: RefusalCode | undefined;
  /** What became of an own message; told where it is news, see `grouped`. */
  readonly fate?: Fate | undefined;
  /** The last of those that one author sent shortly after one another. */
  readonly last?: boolean;
};

type Said = { readonly author?: Party | undefined } & Pick<Partial<MessageItem>, "at" | "failed">;

const GROUP_MS = 5 * 60_000;

/** What the log shows: entries with a line for each new day, then what is still unsent, as that is the newest. */
export function logItems(
  { view, unsent }: Shown,
  { entries, newer }: Excerpt,
  { notes }: Pick<PanelTexts, "notes">,
  dates: DateTexts,
): LogItem[] {
  const items: LogItem[] = [];
  let day = "";
  let described = 0;
  for (const entry of entries) {
    // A page may tell something else with every step that is taken in it: that it does is told once.
    if (entry.kind === "described" && described++) continue;
    const { kind, seq, at } = entry;
    const text = dates.day(at);
    if (text !== day) items.push({ key: `day${seq}`, kind: "day", text });
    day = text;
    const key = `entry${seq}`;
    items.push(
      kind === "message"
        ? messageItem(view, entry, key, dates.time(at))
        : { key, kind, text: notes[kind][entry.author] },
    );
  }
  if (!newer) items.push(...unsent.map(unsentItem));
  return grouped(items, newer);
}

/**
 * Says of messages where their group ends, and there what became of them. What is seen was seen with all before it, so only
 * the newest of each fate tells; what is `newer` than all of these tells of it already.
 */
function grouped(items: LogItem[], newer: boolean | undefined): LogItem[] {
  let told: Fate | undefined = newer ? "seen" : undefined;
  return items
    .reverse()
    .map((item, at, all) => {
      if (item.kind !== "message") return item;
      const last = !together(item, all[at - 1]);
      const fate = last && item.fate !== told ? item.fate : undefined;
      told = fate ?? told;
      return { ...item, last, fate };
    })
    .reverse();
}

const messageItem = (view: View, message: Message, key: string, time: string): LogItem =>
  message.author === "visitor"
    ? { ...message, time, key: message.client_message_id, fate: fateOf(view, message) }
    : { ...message, time, key };

function unsentItem({ client_message_id: key, text, failed, code = "failed" }: Unsent): LogItem {
  return { key, kind: "message", author: "visitor", text, failed: failed ? code : undefined };
}

/** Of two that follow one another, one at least is a message. */
function together(one: Said = {}, next: Said = {}): boolean {
  if (one.author !== next.author) return false;
  return one.at && next.at ? next.at - one.at < GROUP_MS : one.at === next.at && !one.failed;
}
