import type { Availability } from "../loader/followAvailability.js";
import type { ConversationState } from "../protocol/frames.js";
import { element } from "./element.js";
import { icon } from "./icon.js";
import type { Texts } from "./texts/Texts.js";

export type Dialog = {
  readonly node: HTMLElement;
  render(shown: DialogState): void;
};

export type DialogState = {
  readonly state: ConversationState | "none";
  readonly availability: Availability;
  /** What keeps the visitor from writing, or from being heard. */
  readonly problem: string;
};

export type DialogOptions = {
  readonly texts: Texts;
  /** What is shown between the header and the problem, and below it. */
  readonly log: HTMLElement;
  readonly composer: HTMLElement;
  onEnd(): void;
  onClose(): void;
};

const SMILE = "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM8 14s1.5 2 4 2 4-2 4-2M9 9h.01M15 9h.01";
const CROSS = "M6 6l12 12M18 6L6 18";

/** The window around the conversation. It is not modal: the page behind it stays in use. */
export function createDialog({ texts, log, composer, onEnd, onClose }: DialogOptions): Dialog {
  const line = element("p", { class: "state" });
  const end = element("button", { type: "button", class: "link", "aria-label": texts.endLong }, texts.end);
  const close = element("button", { type: "button", class: "close", "aria-label": texts.close }, icon(CROSS));
  const status = element("p", { class: "status", role: "status" });
  const names = element(
    "div",
    { class: "names" },
    element("h2", { id: "title", class: "title" }, texts.title),
    line,
  );
  const header = element(
    "header",
    { class: "header" },
    element("span", { class: "mark" }, icon(SMILE)),
    names,
    end,
    close,
  );
  const attributes = { class: "panel", role: "dialog", "aria-labelledby": "title", tabindex: "-1" };
  const node = element("section", attributes, header, log, status, composer);
  node.hidden = true;

  end.addEventListener("click", onEnd);
  close.addEventListener("click", onClose);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) onClose();
  });
  // To the page these events seem to come from no text field, so its own shortcuts would act on them.
  for (const type of ["keydown", "keypress", "keyup"]) {
    node.addEventListener(type, (event) => event.stopPropagation());
  }

  return {
    node,
    render({ state, availability, problem }) {
      // How the others can be reached is of no concern to somebody who has reached one.
      const shown = state === "taken" ? state : availability;
      line.dataset.state = shown;
      line.textContent = texts.states[shown];
      end.hidden = state === "none" || state === "closed";
      if (status.textContent !== problem) status.textContent = problem;
    },
  };
}
