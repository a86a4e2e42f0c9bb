import type { Talk } from "../chat/createTalk.js";
import { noteError } from "../chat/usage.js";
import { againButton } from "../widget/againButton.js";
import { element } from "../widget/element.js";
import type { View } from "../widget/View.js";
import { createLinks } from "./createLinks.js";
import type { RightsOptions } from "./createRights.js";
import type { MenuTexts } from "./MenuTexts.js";
import type { PrivacyTexts } from "./PrivacyTexts.js";
import { transcriptOf } from "./transcriptOf.js";

export type TranscriptOptions = Pick<RightsOptions, "locale" | "panelTexts" | "signal" | "talk"> & {
  readonly texts: MenuTexts & PrivacyTexts;
};

const ANSWER_MS = 10_000;

/** The conversation as a text file, made here of what the chat shows, with all that was said before. */
export function createTranscript({ texts, locale, panelTexts, signal, talk }: TranscriptOptions): View {
  const status = element("p", { role: "status" });
  const links = createLinks(signal);
  const node = element("div", {}, status, links.node);
  let turn = 0;

  async function collect() {
    const mine = ++turn;
    const shown = talk();
    const isWhole = !shown || (await reachesBack(shown, () => mine !== turn));
    if (mine !== turn) return;
    if (!isWhole) noteError("away");
    const hasNothing = !shown || !(shown.view.entries.length || shown.unsent.length);
    status.textContent = hasNothing ? texts.nothing : isWhole ? texts.transcribed : texts.transcribedPartly;
    if (!hasNothing) {
      // In Swedish a date is written as ISO 8601 has it, by the visitor's own clock.
      const name = `chat-${new Date().toLocaleDateString("sv")}.txt`;
      links.add(texts.text, name, "text/plain", transcriptOf(shown, panelTexts, locale));
    }
    if (!isWhole) links.node.append(againButton(texts.again, show));
  }

  function hide() {
    turn++;
    links.clear();
  }

  function show() {
    hide();
    status.textContent = texts.collecting;
    void collect();
  }

  return { node, title: texts.titles.transcript, show, hide };
}

/** Without a connection there would be no answer, and nothing to save. */
const late = () =>
  new Promise<never>((_, reject) => AbortSignal.timeout(ANSWER_MS).addEventListener("abort", reject));

/** Reads all that was said before; whether that could be had. */
async function reachesBack(talk: Talk, isOver: () => boolean): Promise<boolean> {
  try {
    while (talk.view.earlier && !isOver()) {
      const { length } = talk.view.entries;
      await Promise.race([talk.readEarlier(), late()]);
      if (talk.view.entries.length === length) return false;
    }
    return true;
  } catch {
    return false;
  }
}
