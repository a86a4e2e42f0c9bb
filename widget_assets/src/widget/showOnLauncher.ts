import { BUBBLE, icon } from "../loader/icon.js";
import type { Texts } from "./texts/Texts.js";

export type LauncherState = "open" | "closed" | "unread";

const CHEVRON = "M6 9l6 6 6-6";

/** The launcher tells what the panel is doing. */
export function showOnLauncher(button: HTMLButtonElement, texts: Texts, state: LauncherState): void {
  button.setAttribute("aria-expanded", String(state === "open"));
  button.setAttribute("aria-label", state === "unread" ? texts.unread : texts.title);
  button.dataset.state = state;
  button.replaceChildren(icon(state === "open" ? CHEVRON : BUBBLE));
}
