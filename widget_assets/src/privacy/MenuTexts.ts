import type { Purpose } from "../chat/objections.js";

/** What the menu leads to besides the contact form. */
export type MenuName = "settings" | "transcript" | RightName;

/** What a visitor has a right to, and comes in a part of its own. */
export type RightName = "stored" | "download" | "erase" | "forget";

/** Everything that the menu and the settings say, in one language. */
export type MenuTexts = {
  /** What the menu leads to, in its order. */
  readonly titles: Readonly<Record<"form" | MenuName, string>>;
  readonly loading: string;
  readonly unreachable: string;
  readonly again: string;
  readonly purposes: Readonly<Record<Purpose, string>>;
  readonly analysed: string;
  /** Where the visitor is asked first, and so something is kept for it. */
  readonly keepsId: string;
  readonly notAnalysed: string;
  /** The browser asks for it. */
  readonly noTracking: string;
  /** The page asks for it: of the analysis, and of the reports. */
  readonly denied: string;
  readonly reported: string;
  readonly on: string;
  readonly off: string;
};
