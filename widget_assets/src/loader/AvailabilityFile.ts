import type { LauncherTexts } from "./LauncherTexts.js";

/** What visitors see of the agents' presence. */
export type Availability = "available" | "busy" | "offline";

/** `valid_until` is in epoch seconds. */
export type GroupAvailability = { readonly state: Availability; readonly valid_until: number };

/** The file of one page's host, or of one site: its groups in their order, the first is the one that visitors reach. */
export type AvailabilityFile = {
  /** A conversation that waits longer is told so. */
  readonly unanswered_seconds: number;
  /** For so long after its last entry a conversation is kept, here as well. */
  readonly conversation_days: number;
  /** The site has a contact form. */
  readonly contact: boolean;
  /** How use is analysed: until the visitor objects, or once the visitor has agreed; if at all. */
  readonly analysis?: "opt_out" | "opt_in" | null;
  readonly look: Look;
  readonly groups: Readonly<Record<string, GroupAvailability>>;
};

/** What the launcher shows of the site's own settings, and where the rest lies. */
export type Look = {
  /** What the launcher says, in each language. */
  readonly texts: Readonly<Record<string, LauncherTexts>>;
  /** A style sheet of custom properties on `:host`: colours, radius, corner. */
  readonly style: string;
  /** The path of the panel's own settings by language, where there are any: texts and font. */
  readonly config?: Readonly<Record<string, string>>;
};
