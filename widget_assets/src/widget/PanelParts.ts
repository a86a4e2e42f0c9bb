import type { report } from "../chat/reports.js";
import type { followUsage } from "../chat/usage.js";
import type { createMore } from "../privacy/createMore.js";
import type { ConversationModule } from "./createLazyTalk.js";
import type { createMessages } from "./createMessages.js";

/** What every part is bound to. */
export type CoreModule = {
  readonly followUsage: typeof followUsage;
  readonly report: typeof report;
  readonly setConsent: typeof import("../chat/consent.js").setConsent;
};

/** The talk, the menu, and what shows messages. */
export type WholeConversation = ConversationModule & {
  readonly createMore: typeof createMore;
  readonly createMessages: typeof createMessages;
};
