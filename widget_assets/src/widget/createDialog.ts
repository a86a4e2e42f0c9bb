import type { Availability } from "../loader/AvailabilityFile.js";
import type { ConversationState } from "../protocol/frames.js";
import type { Direction } from "./Direction.js";
import { element } from "./element.js";
import { icon } from "./icon.js";
import type { PanelTexts } from "./PanelTexts.js";
import type { View } from "./View.js";

export type Dialog = {
  readonly node: HTMLElement;
  /** Holds the button for more. */
  readonly more: HTMLElement;
  render(shown: DialogState): void;
  /** Shows this in place of the conversation, with its title focused; without one the conversation again. */
  cover(view?: Pick<View, "node" | "title">): void;
};

export type DialogState = {
  readonly state: ConversationState | "none";
  readonly availability: Availability;
  /** What keeps the visitor from writing, or from being heard. */
  readonly problem: string;
};

export type DialogOptions = {
  readonly texts: PanelTexts;
  /** Of these texts. */
  readonly locale: string;
  readonly direction: Direction;
  /** What is shown between the header and the problem, and below it. */
  readonly log: HTMLElement;
  readonly composer: HTMLElement;
  onEnd(): void;
  /** The button for more was used. */
  onMore(): void;
  /** Back from what covers the conversation. */
  onBack(): void;
  onClose(): void;
};

const SMILE = "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM8 14s1.5 2 4 2 4-2 4-2M9 9h.01M15 9h.01";
const CROSS = "M6 6l12 12M18 6L6 18";
const DOTS = "M11.5 5h1M11.5 12h1M11.5 19h1";
const BACK = "M15 5l-7 7 7 7";

/** The window around the conversation. It is not modal: the page behind it stays in use. */
export function createDialog(options: DialogOptions): Dialog {
  const { texts, locale: lang, direction: dir, log, composer, onEnd, onMore, onBack, onClose } = options;
  const line = element("p", { class: "state" });
  const end = element("button", { class: "link end", "aria-label": texts.endLong }, texts.end);
  const back = element("button", { class: "tool back", "aria-label": texts.back }, icon(BACK));
  const close = element("button", { class: "tool close", "aria-label": texts.close }, icon(CROSS));
  // With a `tabindex` Safari gives buttons the focus at a click, too.
  const dots = element(
    "button",
    { class: "tool", tabindex: "0", "aria-label": texts.menu, "aria-haspopup": "menu" },
    icon(DOTS),
  );
  const more = element("div", { class: "more" }, dots);
  const mark = element("span", { class: "mark" }, icon(SMILE));
  const status = element("p", { class: "status", role: "status" });
  const title = element("h2", { id: "title", class: "title", tabindex: "-1" }, texts.title);
  const names = element("div", { class: "names" }, title, line);
  const header = element("div", { class: "header", part: "header" }, back, mark, names, end, more, close);
  const slot = element("div", { class: "view" });
  const labels = { role: "dialog", "aria-labelledby": "title", tabindex: "-1" };
  const node = element(
    "section",
    { class: "panel", part: "panel", lang, dir, ...labels },
    header,
    slot,
    log,
    status,
    composer,
  );
  let endable = false;
  node.hidden = true;

  end.addEventListener("click", onEnd);
  dots.addEventListener("click", onMore);
  back.addEventListener("click", onBack);
  close.addEventListener("click", onClose);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (slot.hidden) onClose();
    else onBack();
  });
  // What has the focus in the page would be hidden by a window that fills the screen (WCAG 2.4.11).
  node.addEventListener("focusout", ({ relatedTarget }) => {
    if (!relatedTarget || node.hidden || node.contains(relatedTarget as Node)) return;
    const fills = node.offsetWidth >= document.documentElement.clientWidth;
    if (fills && getComputedStyle(node).position === "fixed") node.focus();
  });
  // To the page these events seem to come from no text field, so its own shortcuts would act on them.
  for (const type of ["keydown", "keypress", "keyup"]) {
    node.addEventListener(type, (event) => event.stopPropagation());
  }

  function cover(view?: Pick<View, "node" | "title">) {
    for (const part of [slot, back]) part.hidden = !view;
    for (const part of [mark, line, more, log, composer]) part.hidden = Boolean(view);
    end.hidden = Boolean(view) || !endable;
    slot.replaceChildren(...(view ? [view.node] : []));
    title.textContent = view?.title ?? texts.title;
    if (view) title.focus();
  }

  cover();
  return {
    node,
    more,
    render({ state, availability, problem }) {
      // How the others can be reached is of no concern to somebody who has reached one.
      const shown = state === "taken" ? state : availability;
      line.dataset.state = shown;
      line.textContent = texts.states[shown];
      endable = state !== "none" && state !== "closed";
      end.hidden = !(endable && slot.hidden);
      if (status.textContent !== problem) status.textContent = problem;
    },
    cover,
  };
}
