import type { VisitorTalk } from "./createVisitorTalk.js";
/** What takes the place of the conversation in the panel: made once, shown as often as it is asked for. */
export type View = {
  readonly node: HTMLElement;
  readonly title: string;
  show(): void;
  hide?(): void;
};

/**
 * The visitor's key pair as this page holds it, the same for all parts of the widget: some browsers keep none. Absent
 * until the visitor acts, and again when it has been forgotten.
 */
export type HeldKey = {
  pair?: Promise<CryptoKeyPair> | undefined;
  /** The site, where the page names it. */
  readonly site?: string | undefined;
  /** What the page says of the visitor, and what tells the agents; kept nowhere else, and forgotten with the key. */
  token?: string | undefined;
  attributes?: Readonly<Record<string, string>> | undefined;
  introduce?(visitor: VisitorTalk): void;
  /** Who wants nothing left in this browser is not analysed, either, until the next page: in no language. */
  forgotten?: boolean;
};

export type ViewOptions = {
  /** The chat's own origin. */
  readonly origin: string;
  readonly locale: string;
  /** Where a part adds its style sheet. */
  readonly root: ShadowRoot;
  readonly held: HeldKey;
  /** The panel ends: nothing of the part stays, neither listener nor timer. */
  readonly signal: AbortSignal;
  /** Something went wrong that may be an error of ours. */
  onError(error: unknown): void;
};
