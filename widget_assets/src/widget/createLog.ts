import type { View } from "../chat/applyEvent.js";
import type { Unsent } from "../chat/createOutbox.js";
import type { createMessages, Messages } from "./createMessages.js";
import { element } from "./element.js";
import type { PanelTexts } from "./PanelTexts.js";

/** What the log shows; `ready` when it is known that there is nothing else to show. */
export type LogState = {
  readonly view: View;
  readonly unsent: readonly Unsent[];
  readonly typing: boolean;
  readonly ready: boolean;
  /** Nobody is there. */
  readonly offline: boolean;
  /** Nobody took the conversation for so long that it has to be said. */
  readonly unanswered: boolean;
  /** Nobody answers for now, and there is a contact form. */
  readonly form: boolean;
};

export type Log = {
  readonly node: HTMLElement;
  render(state: LogState): void;
  /** Shows the newest. */
  toEnd(): void;
  /** From now on messages can be shown: what makes them comes with the conversation. */
  fill(create: typeof createMessages): void;
};

export type LogOptions = {
  readonly texts: PanelTexts;
  /** The panel ends. */
  readonly signal: AbortSignal;
  onEarlier(): Promise<void>;
  onSendAgain(key: string): void;
  onForm(): void;
};

/** Where the conversation stands, and what is said as long as there is none. */
export function createLog(options: LogOptions): Log {
  const { texts, signal, onForm } = options;
  const invitation = element("span");
  const welcome = element("p", { class: "welcome" }, element("strong", {}, texts.welcome), invitation);
  // Screen readers follow what is there before there is anything in it.
  const log = element("div", { role: "log", "aria-label": texts.messages });
  const form = element("button", { class: "link earlier" }, texts.useForm);
  const labels = { role: "group", tabindex: "0", "aria-label": texts.history };
  const scroller = element("div", { class: "scroller", ...labels }, welcome, log, form);
  let state: LogState | undefined;
  let messages: Messages | undefined;

  form.addEventListener("click", onForm);

  return {
    node: element("div", { class: "log", part: "log" }, scroller),
    render(now) {
      state = now;
      form.hidden = !now.form;
      welcome.hidden = !now.ready || now.unsent.length + now.view.entries.length > 0;
      invitation.textContent = now.offline ? texts.welcomeOffline : texts.welcomeMore;
      messages?.render(now);
    },
    toEnd: () => messages?.toEnd(),
    fill(create) {
      if (messages || signal.aborted) return;
      messages = create({ ...options, scroller, welcome, log });
      if (state) messages.render(state);
    },
  };
}
