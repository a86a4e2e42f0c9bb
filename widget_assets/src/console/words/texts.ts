import { english } from "./english.js";
import { german } from "./german.js";

/** Every text of the console, in one language. */
export type Texts = typeof english;

export type Language = "de" | "en";

export const texts: Readonly<Record<Language, Texts>> = { de: german, en: english };
