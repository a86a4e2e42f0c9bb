import type { FollowedAvailability } from "../widget/FollowedAvailability.js";
import { styleSheet } from "../widget/styleSheet.js";
import type { HeldKey, View, ViewOptions } from "../widget/View.js";
import { createDownload } from "./createDownload.js";
import { createErase } from "./createErase.js";
import { createErasures, type Erasures } from "./createErasures.js";
import { createSettings } from "./createSettings.js";
import { createStored } from "./createStored.js";
import type { PrivacyTexts } from "./PrivacyTexts.js";
import css from "./privacy.css?inline";

export type PrivacyName = "settings" | "stored" | "download" | "erase" | "forget";

export type PrivacyOptions = Omit<ViewOptions, "onDone"> & {
  readonly texts: PrivacyTexts;
  /** How the site analyses use, if it does. */
  readonly availability: Pick<FollowedAvailability, "file">;
  /** All that the page holds of the visitor has to go. */
  onForget(): void;
  /** Something happened that the visitor should hear of. */
  onNews(text: string): void;
};

/** What the views work with. */
export type PrivacyTools = {
  readonly texts: PrivacyTexts;
  readonly locale: string;
  readonly origin: string;
  readonly held: HeldKey;
  readonly erasures: Erasures;
};

export type PrivacyViews = {
  readonly views: Readonly<Record<PrivacyName, View>>;
  /** Carries out what the visitor wanted deleted while there was no connection. */
  resume(): void;
};

/** The rights of the visitor: what can be switched off, seen, taken along and deleted. */
export function createPrivacyViews(options: PrivacyOptions): PrivacyViews {
  const { texts, origin, locale, root, held, onForget, onNews } = options;
  root.adoptedStyleSheets.push(styleSheet(css));
  const erasures = createErasures({ origin, held, onForget, onChange });
  const tools: PrivacyTools = { texts, locale, origin, held, erasures };
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
      settings: createSettings(texts, options.availability),
      stored: createStored(tools),
      download: createDownload(tools),
      erase,
      forget,
    },
    resume: () => void erasures.run(),
  };
}
