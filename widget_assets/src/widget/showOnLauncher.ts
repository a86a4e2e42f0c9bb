import type { PanelTexts } from "./PanelTexts.js";

export type LauncherState = "open" | "closed" | "unread";

/** The launcher tells what the panel is doing; `label` says what it says by itself. */
export function showOnLauncher(
  button: HTMLButtonElement,
  texts: PanelTexts,
  state: LauncherState,
  label: () => void,
): void {
  button.setAttribute("aria-expanded", String(state === "open"));
  if (state === "unread") {
    button.dataset.unread = "true";
    button.title = texts.unread;
  } else {
    delete button.dataset.unread;
    label();
  }
}
