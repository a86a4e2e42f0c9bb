import { timeOfDay } from "./formats.js";
import type { Language } from "./texts.js";

/** The time today, else the day: for a list. */
export function shortTime(at: number, now: number, language: Language): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return today
    ? timeOfDay(at, language)
    : new Intl.DateTimeFormat(language, { dateStyle: "short" }).format(at);
}
