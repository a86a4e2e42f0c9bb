import { TEXT_CHARACTERS } from "../protocol/frames.js";
import { element } from "./element.js";
import { icon } from "./icon.js";
import type { PanelTexts } from "./PanelTexts.js";

export type Composer = {
  readonly node: HTMLElement;
  /** What is in the field, without the space around it. */
  readonly text: string;
  focus(): void;
  clear(): void;
  /** Puts a text there, unless there is one already. */
  fill(text: string): void;
  /** Sends what is in the field, as the button does. */
  send(): void;
  /** Keeps the text as it is while it is not known whether it can be sent. */
  hold(held: boolean): void;
  /** What the field says while it is empty. */
  invite(text: string): void;
  /** Says why nothing can be written here. */
  disable(): void;
};

export type ComposerOptions = {
  readonly texts: PanelTexts;
  /** Something was typed, or taken back. */
  onInput(): void;
  /** Whether the text was taken; if not it stays in the field. */
  onSend(text: string): boolean;
};

const ARROW = "M12 19V5M6 11l6-6 6 6";
const NEARLY = TEXT_CHARACTERS / 10;

/** Where the visitor writes. Text that can not be sent stays where it is. */
export function createComposer({ texts, onInput, onSend }: ComposerOptions): Composer {
  const field = element("textarea", {
    class: "input",
    rows: "1",
    enterkeyhint: "send",
    "aria-describedby": "hint",
    dir: "auto",
  });
  field.setAttribute("aria-label", texts.write);
  const button = element(
    "button",
    { class: "send", part: "send", type: "submit", "aria-label": texts.send },
    icon(ARROW),
  );
  const hint = element("p", { id: "hint", class: "hint", "aria-live": "polite" });
  const node = element(
    "form",
    { class: "composer", part: "composer" },
    element("div", { class: "field" }, field, button),
    hint,
  );

  function measure() {
    // In code points, as the server counts.
    const left = TEXT_CHARACTERS - [...field.value.trim()].length;
    hint.textContent = left < 0 ? texts.tooLong(-left) : left <= NEARLY ? texts.left(left) : "";
    field.setAttribute("aria-invalid", String(left < 0));
    node.classList.toggle("too-long", left < 0);
    // What stands above would grow with the field's collapse, and lose its place.
    node.style.height = `${node.offsetHeight}px`;
    field.style.blockSize = "auto";
    // Behind another view there is nothing to measure.
    if (field.scrollHeight) field.style.blockSize = `${field.scrollHeight}px`;
    node.style.height = "";
    return left >= 0;
  }

  function send() {
    const text = field.value.trim();
    // As the server judges: a text of spaces and zero-width characters is none.
    if (!field.readOnly && /[^\p{Z}\p{C}]/u.test(text) && measure() && onSend(text)) clear();
    field.focus();
  }

  node.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener("keydown", (event) => {
    // While an input method is at work, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  field.addEventListener("input", () => {
    measure();
    onInput();
  });

  function clear() {
    field.value = "";
    measure();
  }

  return {
    node,
    get text() {
      return field.value.trim();
    },
    focus: () => field.focus(),
    clear,
    fill(text) {
      field.value ||= text;
      measure();
    },
    send,
    hold(held) {
      field.readOnly = held;
    },
    invite: (text) => field.setAttribute("placeholder", text),
    disable() {
      field.disabled = button.disabled = true;
    },
  };
}
