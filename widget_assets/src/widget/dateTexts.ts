import type { PanelTexts } from "./PanelTexts.js";

export type DateTexts = {
  /** The time of day. */
  time(at: number): string;
  /** The day in words, the same for all times of one day. */
  day(at: number): string;
};

const DAY_MS = 86_400_000;

/** Times as the reader's browser writes them, in the language of the panel. */
export function dateTexts(locale: string, texts: PanelTexts): DateTexts {
  const tag = navigator.language.startsWith(locale) ? navigator.language : locale;
  const clock = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit" });
  const calendar = new Intl.DateTimeFormat(tag, { dateStyle: "full" });
  return {
    time: (at) => clock.format(at),
    day(at) {
      const date = calendar.format(at);
      if (date === calendar.format(Date.now())) return texts.today;
      return date === calendar.format(Date.now() - DAY_MS) ? texts.yesterday : date;
    },
  };
}
