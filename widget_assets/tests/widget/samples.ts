import { panel as en } from "../../src/texts/en.js";
import { dateTexts } from "../../src/widget/dateTexts.js";
import type { MessageItem } from "../../src/widget/logItems.js";

export const itemOptions = { texts: en, onSendAgain: () => {} };

const { time } = dateTexts("en", en);

export const said = (key: string, more: Partial<MessageItem> = {}): MessageItem => ({
  key,
  kind: "message",
  author: "agent",
  text: `text ${key}`,
  at: 1,
  time: time(more.at ?? 1),
  last: true,
  ...more,
});

/** An item that has no time, as it is not sent yet. */
export const unsent = (key: string, more: Partial<MessageItem> = {}): MessageItem => {
  const { at: _, time: __, ...item } = said(key, { author: "visitor", ...more });
  return item;
};
