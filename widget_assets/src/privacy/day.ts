import type { Locale } from "../loader/pickLocale.js";

/** A day in words. `at` is in epoch milliseconds. */
export const day = (at: number, locale: Locale): string =>
  new Date(at).toLocaleDateString(locale, { dateStyle: "long" });
