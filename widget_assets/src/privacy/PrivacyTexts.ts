import type { Purpose } from "../chat/objections.js";
import type { StoredKind } from "../protocol/requests.js";
import type { PrivacyName } from "./createPrivacyViews.js";

/** What a browser may keep. */
export type BrowserKind = "key" | "unsent" | "drafts" | "objections" | "visit" | "reports" | "erasures";

/** Everything that these views say, in one language. */
export type PrivacyTexts = {
  /** What the menu leads to, in its order. */
  readonly titles: Readonly<Record<"form" | PrivacyName, string>>;
  readonly loading: string;
  readonly purposes: Readonly<Record<Purpose, string>>;
  readonly analysed: string;
  /** Where the visitor is asked first, and so something is kept for it. */
  readonly keepsId: string;
  readonly notAnalysed: string;
  /** The browser asks for it. */
  readonly noTracking: string;
  readonly reported: string;
  readonly objects: string;
  readonly agrees: string;
  readonly on: string;
  readonly off: string;
  readonly onServer: string;
  readonly inBrowser: string;
  readonly nothing: string;
  readonly unreachable: string;
  readonly again: string;
  readonly stored: Readonly<Record<StoredKind, string>>;
  readonly kept: Readonly<Record<BrowserKind, string>>;
  readonly since: (date: string) => string;
  readonly until: (date: string) => string;
  readonly backups: (days: number) => string;
  readonly collecting: string;
  readonly collected: string;
  readonly partly: string;
  readonly json: string;
  readonly html: string;
  readonly authors: Readonly<Record<"visitor" | "agent", string>>;
  /** What the readable copy calls the fields of the data that have no name above. */
  readonly fields: Readonly<Record<string, string>>;
  readonly erasing: string;
  readonly erase: string;
  readonly forgetting: string;
  readonly forgetAll: string;
  readonly forgetHere: string;
  readonly sure: string;
  readonly yes: string;
  readonly no: string;
  readonly erasedHere: string;
  readonly onlyHere: string;
  readonly forgotten: string;
  readonly working: string;
  readonly away: string;
  readonly refused: string;
  readonly erased: string;
  readonly receipt: (date: string, backups: string) => string;
  readonly save: string;
  readonly news: string;
};
