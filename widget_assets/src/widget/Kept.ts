import type { Tresen } from "../interface/Tresen.js";
import type { News } from "./followNews.js";
import type { HeldKey } from "./View.js";

/** What outlives the panel of one language: a change of language goes on where the other was. */
export type Kept = {
  readonly held: HeldKey;
  readonly news: News;
  /** What the loader itself does at these calls. */
  readonly loader: Pick<Tresen, "state" | "destroy">;
  /** What the page knows of the visitor, for the contact form. */
  fields: Readonly<Record<string, string>>;
  isOpen: boolean;
  /** Of the panel before this one: what was written and not sent, whether it had the focus, whether it had a conversation. */
  text: string;
  hadFocus: boolean;
  hadTalk: boolean;
  /** What the panel was opened from. */
  opener?: HTMLElement | undefined;
};
