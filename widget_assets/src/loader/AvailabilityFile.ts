import type { FormTexts } from "../form/FormTexts.js";
import type { MenuTexts } from "../privacy/MenuTexts.js";
import type { PrivacyTexts } from "../privacy/PrivacyTexts.js";
import type { PanelTexts } from "../widget/PanelTexts.js";
import type { Words } from "../widget/worded.js";
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

/** How the widget looks on this site, and what it says there. Everything but texts and style may be missing. */
export type Look = {
  /** What the launcher says, in each language. */
  readonly texts: Readonly<Record<string, LauncherTexts>>;
  /** A style sheet of custom properties on `:host`: colours, radius, corner. */
  readonly style: string;
  /** Unless the page says otherwise; without it the browser's own. */
  readonly theme?: "light" | "dark";
  /** Loaded with the panel, from the chat's own origin. */
  readonly font?: { readonly family: string; readonly path: string };
  /** The site's own texts in place of the widget's, by language and part; nested as those are. */
  readonly words?: Readonly<Record<string, OwnWords>>;
};

/** The site's own texts in one language. */
export type OwnWords = {
  readonly panel?: Words<PanelTexts>;
  readonly form?: Words<FormTexts>;
  readonly menu?: Words<MenuTexts>;
  readonly privacy?: Words<PrivacyTexts>;
};
