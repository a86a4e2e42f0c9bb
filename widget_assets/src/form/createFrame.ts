import { noteError } from "../chat/usage.js";
import type { ShownError } from "../protocol/requests.js";
import { element } from "../widget/element.js";
import type { FormTexts } from "./FormTexts.js";
import { setText } from "./setText.js";

/** What stays while the form comes, is filled in and sent: the room for it, and the bar below. */
export type Frame = {
  readonly node: HTMLElement;
  /** What is in the room; with `sendable` there is a button to send it. */
  show(nodes: readonly Node[], sendable: boolean): void;
  /** With an `error` it is that something went wrong. */
  say(text: string, error?: ShownError): void;
  /** It is on its way, and with `waiting` can be taken back. */
  busy(sending: boolean, waiting?: boolean): void;
  /** Goes to the first thing to fill in, or to read. */
  focusFirst(): void;
};

export type FrameOptions = {
  readonly texts: FormTexts;
  onInput(): void;
  onSend(): void;
  onEdit(): void;
};

export function createFrame({ texts, onInput, onSend, onEdit }: FrameOptions): Frame {
  const body = element("div", { class: "contact-body" });
  const status = element("p", { class: "contact-status", role: "status" });
  const edit = element("button", { type: "button" }, texts.edit);
  const send = element("button", { class: "main" }, texts.send);
  const bar = element("div", { class: "contact-bar" }, status, edit, send);
  const node = element("form", { class: "contact", part: "form", novalidate: "" }, body, bar);
  edit.hidden = send.hidden = true;

  node.addEventListener("input", onInput);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    onSend();
  });
  edit.addEventListener("click", onEdit);

  return {
    node,
    show(nodes, sendable) {
      body.replaceChildren(...nodes);
      send.hidden = !sendable;
    },
    say(text, error) {
      if (error && node.isConnected && status.textContent !== text) noteError(error);
      setText(status, text);
    },
    busy(sending, waiting) {
      // It keeps the focus, which a button that is disabled loses.
      send.setAttribute("aria-disabled", String(sending));
      edit.hidden = !waiting;
    },
    focusFirst: () => body.querySelector<HTMLElement>(".control, h3")?.focus(),
  };
}
