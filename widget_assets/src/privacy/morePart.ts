import type { Part } from "../loader/lazyPart.js";
import type { Locale } from "../loader/pickLocale.js";

declare const MORE: Readonly<Record<Locale, Part>>;

/** Where the menu and what it leads to comes from. */
export const morePart = (locale: Locale): Part => MORE[locale];
