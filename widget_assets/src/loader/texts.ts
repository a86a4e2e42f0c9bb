import type { Locale } from "./pickLocale.js";

export const texts: Readonly<Record<Locale, { readonly chat: string; readonly failed: string }>> = {
  de: {
    chat: "Chat",
    failed: "Der Chat konnte nicht geladen werden. Bitte versuchen Sie es noch einmal.",
  },
  en: {
    chat: "Chat",
    failed: "The chat could not be loaded. Please try again.",
  },
};
