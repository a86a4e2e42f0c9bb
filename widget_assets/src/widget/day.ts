/** A day in words. `at` is in epoch milliseconds. */
export const day = (at: number, locale: string): string =>
  new Date(at).toLocaleDateString(locale, { dateStyle: "long" });
