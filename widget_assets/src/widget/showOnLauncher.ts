import { icon } from "../loader/icon.js";
import type { Texts } from "./texts/Texts.js";

export type LauncherState = "open" | "closed" | "unread";

const BUBBLE = "M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z";
const CHEVRON = "M6 9l6 6 6-6";

/** The launcher tells what the panel is doing. */
export function showOnLauncher(button: HTMLButtonElement, texts: Texts, state: LauncherState): void {
  button.setAttribute("aria-expanded", String(state === "open"));
  button.setAttribute("aria-label", state === "unread" ? texts.unread : texts.title);
  button.dataset.state = state;
  button.replaceChildren(icon(state === "open" ? CHEVRON : BUBBLE));
}
