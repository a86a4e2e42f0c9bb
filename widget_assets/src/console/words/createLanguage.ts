import { type ReadonlySignal, signal } from "@preact/signals";
import { type Language, texts } from "./texts.js";

export type LanguageChoice = {
  readonly current: ReadonlySignal<Language>;
  choose(language: Language): void;
};

const KEY = "tresen.language";

/** The page's language: what was chosen here before, else the browser's. */
export function createLanguage(): LanguageChoice {
  const kept = remembered();
  const current = signal<Language>(
    isLanguage(kept) ? kept : navigator.language.startsWith("de") ? "de" : "en",
  );
  document.documentElement.lang = current.value;
  return {
    current,
    choose(language) {
      current.value = language;
      document.documentElement.lang = language;
      try {
        localStorage.setItem(KEY, language);
      } catch {
        // Site data is blocked: the choice lasts as long as the page.
      }
    },
  };
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

const isLanguage = (value: string | null): value is Language => value !== null && Object.hasOwn(texts, value);
