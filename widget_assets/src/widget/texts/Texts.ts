import type { Entry } from "../../chat/applyEvent.js";
import type { ConversationState, Party, RefusalCode } from "../../protocol/frames.js";

/** Everything that the panel says, in one language. */
export type Texts = {
  readonly title: string;
  readonly close: string;
  readonly unread: string;
  readonly states: Readonly<Record<ConversationState | "none", string>>;
  readonly welcome: string;
  readonly welcomeMore: string;
  readonly history: string;
  readonly messages: string;
  readonly earlier: string;
  readonly newMessage: string;
  readonly authors: Readonly<Record<Party, string>>;
  readonly notes: Readonly<Record<Exclude<Entry["kind"], "message">, Readonly<Record<Party, string>>>>;
  readonly today: string;
  readonly yesterday: string;
  readonly typing: string;
  readonly sending: string;
  readonly notSent: string;
  readonly sendAgain: string;
  readonly away: string;
  readonly insecure: string;
  readonly write: string;
  readonly writeAgain: string;
  readonly send: string;
  readonly end: string;
  readonly endLong: string;
  readonly left: (characters: number) => string;
  readonly tooLong: (characters: number) => string;
  readonly refusals: Readonly<Record<RefusalCode, string>>;
};
