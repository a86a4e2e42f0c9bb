import type { Language } from "./texts.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "3 min", "2 hr"; nothing below a minute, nor where the browser's clock is behind the server's. */
export function duration(ms: number, language: Language): string | undefined {
  if (ms < MINUTE) return undefined;
  const [value, unit] = ms < HOUR ? [ms / MINUTE, "minute"] : [ms / HOUR, "hour"];
  const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" });
  return format.format(Math.floor(value));
}

export function timeOfDay(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(at);
}

/** "Today", "Yesterday", "Monday, 3 March". */
export function day(at: number, now: number, language: Language): string {
  const ago = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY);
  if (ago > 1) {
    return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(at);
  }
  const word = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-ago, "day");
  return word.charAt(0).toLocaleUpperCase(language) + word.slice(1);
}

/** "German" for `de`; a code that no browser knows stays as it is. */
export function languageName(code: string, language: Language): string {
  return new Intl.DisplayNames(language, { type: "language", fallback: "code" }).of(code) ?? code;
}

/** "3 March 2026 at 14:05" */
export function dateAndTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(at);
}

/** "3 March 2026" */
export function date(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(at);
}

/** "1,204" */
export const number = (value: number, language: Language): string =>
  new Intl.NumberFormat(language).format(value);

/** "1.2K": for a list. */
export const roundNumber = (value: number, language: Language): string =>
  new Intl.NumberFormat(language, { notation: "compact" }).format(value);

/** "340 ms", "2.3 sec", "3 min" */
export function moment(ms: number, language: Language): string {
  if (ms >= MINUTE) return duration(ms, language) ?? "";
  const [value, unit] = ms < SECOND ? [ms, "millisecond"] : [ms / SECOND, "second"];
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, style).format(value);
}

/** "3 Mar 2026" for `2026-03-03`, a day in UTC. */
export function dayInUtc(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(iso));
}
