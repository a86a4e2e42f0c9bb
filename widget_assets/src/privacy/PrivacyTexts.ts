import type { StoredKind } from "../protocol/requests.js";

/** What a browser may keep. */
export type BrowserKind =
  | "key"
  | "history"
  | "contacts"
  | "unsent"
  | "drafts"
  | "objections"
  | "visit"
  | "reports"
  | "erasures";

/** Everything that the rights' views say besides the menu's texts, in one language. */
export type PrivacyTexts = {
  readonly objects: string;
  readonly agrees: string;
  readonly onServer: string;
  readonly inBrowser: string;
  readonly nothing: string;
  readonly stored: Readonly<Record<StoredKind, string>>;
  readonly kept: Readonly<Record<BrowserKind, string>>;
  readonly since: (date: string) => string;
  readonly until: (date: string) => string;
  readonly backups: (days: number) => string;
  readonly collecting: string;
  readonly collected: string;
  readonly partly: string;
  /** The conversation as a file is ready; or a part of it, as the rest could not be had. */
  readonly transcribed: string;
  readonly transcribedPartly: string;
  readonly text: string;
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
