import type { DateTexts } from "./dateTexts.js";
import { element } from "./element.js";
import type { LogItem, MessageItem } from "./logItems.js";
import type { PanelTexts } from "./PanelTexts.js";

/** The element of one item, and what brings it up to date. */
export type ItemView = { readonly node: HTMLLIElement; update(item: LogItem): void };

export type ItemOptions = {
  readonly texts: PanelTexts;
  readonly dates: DateTexts;
  onSendAgain(key: string): void;
};

/** Shows one item of the log. What was said never changes, what became of it does. */
export function createItem(item: LogItem, options: ItemOptions): ItemView {
  return item.kind === "message" ? message(item, options) : note(item, options);
}

function note({ kind }: Exclude<LogItem, MessageItem>, { texts, dates }: ItemOptions): ItemView {
  const node = element("li", { class: kind === "day" ? "day" : "note" });
  return {
    node,
    update(item) {
      if (item.kind === "message") return;
      const text = item.kind === "day" ? dates.day(item.at) : texts.notes[item.kind][item.author];
      // Midnight passes, and today's messages become yesterday's.
      if (node.textContent !== text) node.textContent = text;
    },
  };
}

function message({ key, author, text }: MessageItem, { texts, dates, onSendAgain }: ItemOptions): ItemView {
  // Silent, so that a time or a receipt is not read out after the message was.
  const meta = element("div", { class: "meta", "aria-live": "off" });
  const who = element("span", { class: "hidden" }, `${texts.authors[author]}: `);
  const node = element("li", {}, element("p", { class: "text", dir: "auto" }, who, text), meta);
  let shown = "";
  return {
    node,
    update(item) {
      const now = JSON.stringify(item);
      if (item.kind !== "message" || now === shown) return;
      shown = now;
      node.className = ["message", author, item.first && "first", item.last && "last", !item.at && "unsent"]
        .filter(Boolean)
        .join(" ");
      node.querySelector(".failed")?.remove();
      meta.textContent = told(item);
      if (item.failed)
        node.append(failure(`${texts.notSent} ${texts.refusals[item.failed] ?? texts.refusals.failed}`));
    },
  };

  function told({ at, fate, failed }: MessageItem): string {
    if (!at) return failed ? "" : texts.sending;
    return fate ? `${dates.time(at)} · ${texts.fates[fate]}` : dates.time(at);
  }

  function failure(why: string): HTMLElement {
    const again = element("button", { class: "link" }, texts.sendAgain);
    again.addEventListener("click", () => onSendAgain(key));
    return element("div", { class: "failed" }, why, " ", again);
  }
}
