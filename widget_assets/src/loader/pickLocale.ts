export type Locale = "de" | "en";

/** The first of the languages that says anything decides: German, else English. */
export function pickLocale(...languages: readonly (string | undefined)[]): Locale {
  return /^de\b/i.test(languages.find(Boolean) ?? "") ? "de" : "en";
}
