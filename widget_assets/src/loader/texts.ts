import type { Availability } from "./followAvailability.js";
import type { Locale } from "./pickLocale.js";

export type LauncherTexts = Readonly<Record<Availability | "failed", string>>;

export const texts: Readonly<Record<Locale, LauncherTexts>> = {
  de: {
    available: "Chat, wir sind da",
    busy: "Chat, alle im Gespräch",
    offline: "Chat, niemand da",
    failed: "Der Chat lädt nicht. Bitte noch einmal.",
  },
  en: {
    available: "Chat, we are here",
    busy: "Chat, everyone is busy",
    offline: "Chat, nobody here",
    failed: "The chat did not load. Please try again.",
  },
};
