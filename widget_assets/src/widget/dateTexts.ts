import type { PanelTexts } from "./PanelTexts.js";

export type DateTexts = {
  /** The time of day. */
  time(at: number): string;
  /** The day in words, the same for all times of one day. */
  day(at: number): string;
};

/** Times as the reader's browser writes them, in the language of the panel. */
export function dateTexts(locale: string, texts: PanelTexts): DateTexts {
  const tag = navigator.language.startsWith(locale) ? navigator.language : locale;
  const { format } = new Intl.DateTimeFormat(tag, { dateStyle: "full" });
  return {
    time: new Intl.DateTimeFormat(tag, { timeStyle: "short" }).format,
    day(at) {
      const date = format(at);
      const now = new Date();
      if (date === format(now)) return texts.today;
      // Where the clocks change, a day has 23 hours or 25.
      return date === format(now.setDate(now.getDate() - 1)) ? texts.yesterday : date;
    },
  };
}
