import type { Talk } from "../chat/createTalk.js";
import { privacy } from "../texts/language.js";
import type { FollowedAvailability } from "../widget/FollowedAvailability.js";
import type { PanelTexts } from "../widget/PanelTexts.js";
import type { HeldKey, View, ViewOptions } from "../widget/View.js";
import { worded } from "../widget/worded.js";
import { createDownload } from "./createDownload.js";
import { createErase } from "./createErase.js";
import { createErasures, type Erasures } from "./createErasures.js";
import { createStored } from "./createStored.js";
import { createTranscript } from "./createTranscript.js";
import type { MenuTexts, RightName } from "./MenuTexts.js";
import type { PrivacyTexts } from "./PrivacyTexts.js";

export type RightsOptions = ViewOptions & {
  /** The menu's, in the site's words. */
  readonly texts: MenuTexts;
  /** What the conversation's own notes say. */
  readonly panelTexts: Pick<PanelTexts, "authors" | "notes" | "notSent">;
  /** The site's own words. */
  readonly availability: Pick<FollowedAvailability, "file">;
  /** The conversation, if its code is there. */
  talk(): Talk | undefined;
  /** All that the page holds of the visitor has to go. */
  onForget(): void;
  /** Something happened that the visitor should hear of. */
  onNews(text: string): void;
};

/** What the views work with. */
export type PrivacyTools = {
  readonly texts: MenuTexts & PrivacyTexts;
  readonly locale: string;
  readonly origin: string;
  readonly held: HeldKey;
  readonly signal: AbortSignal;
  readonly erasures: Erasures;
};

export type Rights = {
  readonly views: Readonly<Record<"transcript" | RightName, View>>;
  /** Carries out what the visitor wanted deleted while there was no connection. */
  resume(): void;
  /** Forgets the visitor in this browser alone, without asking. */
  reset(): Promise<void>;
};

/** The rights of the visitor: what can be seen, taken along and deleted. */
export function createRights(options: RightsOptions): Rights {
  const { origin, locale, held, signal, availability, onForget, onNews } = options;
  const words = availability.file?.look.words?.[locale]?.privacy;
  const texts = { ...options.texts, ...worded(privacy, words) };
  const erasures = createErasures({ origin, held, signal, onForget, onChange });
  const tools: PrivacyTools = { texts, locale, origin, held, signal, erasures };
  const erase = createErase(tools, {
    title: texts.titles.erase,
    intro: texts.erasing,
    choices: [[texts.erase, { server: true, all: false }]],
  });
  const forget = createErase(tools, {
    title: texts.titles.forget,
    intro: texts.forgetting,
    choices: [
      [texts.forgetAll, { server: true, all: true }],
      [texts.forgetHere, { server: false, all: true }],
    ],
  });

  function onChange() {
    erase.draw();
    forget.draw();
    const isTold = erase.node.isConnected || forget.node.isConnected;
    if (!isTold && erasures.open.some(({ receipt }) => receipt !== undefined)) onNews(texts.news);
  }

  return {
    views: {
      transcript: createTranscript({ ...options, texts }),
      stored: createStored(tools),
      download: createDownload(tools),
      erase,
      forget,
    },
    resume: () => void erasures.run(),
    async reset() {
      await erasures.begin({ server: false, all: true, byPage: true });
    },
  };
}
