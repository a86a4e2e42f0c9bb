import type { RefusalCode } from "../protocol/frames.js";
import { element } from "./element.js";
import { linked } from "./linked.js";
import type { LogItem, MessageItem } from "./logItems.js";
import type { PanelTexts } from "./PanelTexts.js";
import { setText } from "./setText.js";

/** The element of one item, and what brings it up to date. */
export type ItemView = { readonly node: HTMLLIElement; update(item: LogItem): void };

export type ItemOptions = {
  readonly texts: PanelTexts;
  onSendAgain(key: string): void;
};

/**
 * A few emoji and nothing else: they are shown large. Several characters may be one of them: two letters a flag, a digit
 * and its frame a key, and signs that can not be seen join others, or name the part of a country.
 */
const EMOJI =
  /^(\s*(\p{RI}{2}|[\d#*]\ufe0f?\u20e3|\p{ExtPict}(\u200d\p{ExtPict}|[\ufe0f\p{EMod}\u{e0020}-\u{e007f}])*)){1,12}$/u;

/** Shows one item of the log. What was said never changes, what became of it does. */
export function createItem(
  { key, kind, author, text }: LogItem,
  { texts, onSendAgain }: ItemOptions,
): ItemView {
  const node = element("li", { class: kind === "day" ? "day" : "note" });
  // Midnight passes, and today's messages become yesterday's.
  if (kind !== "message") return { node, update: (item) => setText(node, item.text) };

  // Silent, so that a time or a receipt is not read out after the message was.
  const meta = element("div", { class: "meta", "aria-live": "off" });
  const failure = element("div", { class: "failed" });
  const again = element("button", { class: "link" }, texts.sendAgain);
  let shown: RefusalCode | undefined;

  node.append(
    element(
      "div",
      { class: "text", part: "message" },
      element("span", { class: "hidden" }, `${texts.authors[author]}: `),
      // The text decides by itself in which direction it is written, but not on which side it stands.
      element("p", { dir: "auto" }, ...linked(text)),
    ),
    meta,
    failure,
  );
  again.addEventListener("click", () => onSendAgain(key));

  return {
    node,
    update(item) {
      // Its key tells that it is this message.
      const { time, fate, failed, last } = item as MessageItem;
      node.className = ["message", author, EMOJI.test(text) && "emoji", last && "last", !time && "unsent"]
        .filter(Boolean)
        .join(" ");
      const states = [time ?? (failed ? "" : texts.sending), fate && texts.fates[fate]];
      setText(meta, states.filter(Boolean).join(" · "));
      if (failed === shown) return;
      shown = failed;
      failure.replaceChildren(
        ...(failed ? [`${texts.notSent} ${texts.refusals[failed] ?? texts.refusals.failed} `, again] : []),
      );
    },
  };
}
