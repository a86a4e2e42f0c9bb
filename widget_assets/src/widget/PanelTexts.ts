import type { Entry } from "../chat/applyEvent.js";
import type { Fate } from "../chat/fateOf.js";
import type { Availability } from "../loader/AvailabilityFile.js";
import type { Party, RefusalCode } from "../protocol/frames.js";

/** Everything that the panel says, in one language. */
export type PanelTexts = {
  readonly title: string;
  readonly close: string;
  readonly back: string;
  readonly menu: string;
  readonly useForm: string;
  /** What the launcher says when there is something new, and how much. */
  readonly unread: (messages: number) => string;
  readonly states: Readonly<Record<Availability | "taken", string>>;
  readonly welcome: string;
  readonly welcomeMore: string;
  /** Greets somebody whose conversation is over and gone. */
  readonly lastHere: (day: string) => string;
  readonly welcomeOffline: string;
  readonly history: string;
  readonly messages: string;
  readonly earlier: string;
  readonly newer: string;
  readonly authors: Readonly<Record<Party, string>>;
  readonly notes: Readonly<Record<Exclude<Entry["kind"], "message">, Readonly<Record<Party, string>>>>;
  readonly today: string;
  readonly yesterday: string;
  readonly typing: string;
  readonly sending: string;
  readonly fates: Readonly<Record<Fate, string>>;
  readonly notSent: string;
  readonly sendAgain: string;
  readonly unanswered: string;
  readonly away: string;
  readonly missing: string;
  readonly insecure: string;
  readonly write: string;
  readonly writeAgain: string;
  readonly send: string;
  readonly end: string;
  readonly endLong: string;
  readonly left: (characters: number) => string;
  readonly tooLong: (characters: number) => string;
  /** `failed` is for all that is not here: nothing that the panel sends can meet it, or it is the server's fault. */
  readonly refusals: Readonly<Partial<Record<RefusalCode, string>> & { readonly failed: string }>;
};
