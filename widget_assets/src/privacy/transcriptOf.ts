import type { Talk } from "../chat/createTalk.js";
import type { PanelTexts } from "../widget/PanelTexts.js";

/**
 * A conversation as plain text: a line for each entry with its time and author, the lines of a message that has several
 * indented below the first. What has not arrived stands at the end, and says so.
 */
export function transcriptOf(
  { view, unsent }: Pick<Talk, "view" | "unsent">,
  { authors, notes, notSent }: Pick<PanelTexts, "authors" | "notes" | "notSent">,
  locale: string,
): string {
  const tag = navigator.language.startsWith(locale) ? navigator.language : locale;
  const clock = new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" });
  const said = view.entries.map((entry) => {
    const what =
      entry.kind === "message" ? `${authors[entry.author]}: ${entry.text}` : notes[entry.kind][entry.author];
    return `${clock.format(entry.at)}  ${what}`;
  });
  const waiting = unsent.map(({ text }) => `${notSent}  ${authors.visitor}: ${text}`);
  return [...said, ...waiting].map((line) => `${line.replaceAll("\n", "\n    ")}\n`).join("");
}
