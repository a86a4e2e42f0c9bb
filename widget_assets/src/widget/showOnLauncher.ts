import { element } from "./element.js";
import type { PanelTexts } from "./PanelTexts.js";

export type LauncherState = "open" | "closed" | "unread";

/**
 * The launcher tells what the panel is doing; `label` says what it says by itself.
 *
 * @param unread how many messages are new
 */
export function showOnLauncher(
  button: HTMLButtonElement,
  texts: PanelTexts,
  state: LauncherState,
  label: () => void,
  unread = 0,
): void {
  const isUnread = state === "unread";
  const news = isUnread ? texts.unread(unread) : "";
  button.setAttribute("aria-expanded", String(state === "open"));
  if (isUnread) {
    button.dataset.unread = unread > 9 ? "9+" : String(unread);
    button.title = news;
  } else {
    delete button.dataset.unread;
    label();
  }
  // Where the focus is somewhere else the button tells nobody, and the window is not there.
  const teller =
    button.parentNode?.querySelector(".news") ?? element("span", { class: "hidden news", role: "status" });
  if (!teller.parentNode) button.after(teller);
  if (teller.textContent !== news) teller.textContent = news;
}
