import type { Availability } from "./AvailabilityFile.js";

/**
 * Everything that the launcher says, in one language. It comes with the availability file: the loader is as small without
 * a language as with two, and the site may say it in its own words.
 */
export type LauncherTexts = Readonly<Record<Availability | "failed", string>>;
