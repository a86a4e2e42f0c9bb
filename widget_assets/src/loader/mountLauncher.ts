import type { openPanel, Panel } from "../widget/openPanel.js";
import { followAvailability } from "./followAvailability.js";
import css from "./launcher.css?inline";
import { lazyPart, type Part } from "./lazyPart.js";
import { pickLocale } from "./pickLocale.js";
import { styleSheet } from "./styleSheet.js";
import { texts } from "./texts.js";

export type LauncherOptions = {
  /** The chat's own origin. */
  readonly origin: string;
  readonly panel: Part;
  readonly locale: string | undefined;
};

export type PanelModule = { readonly openPanel: typeof openPanel };

/** What the page's own scripts may do. */
export type Launcher = { open(): Promise<void> };

/** Puts the button that opens the chat on the page. Until it is used, only the availability is asked for. */
export function mountLauncher(name: string, { origin, panel, locale: asked }: LauncherOptions): Launcher {
  const locale = pickLocale(asked, document.documentElement.lang, navigator.language);
  const words = texts[locale];

  customElements.define(name, class extends HTMLElement {});
  const host = document.createElement(name);
  host.lang = locale;
  host.dir = "ltr";
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [styleSheet(css)];

  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  const button = document.createElement("button");
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  root.append(notice, button);

  const availability = followAvailability(origin, label);
  const load = lazyPart<PanelModule>(origin, panel);
  let opened: Panel | undefined;

  function label() {
    button.className = `launcher ${availability.state}`;
    if (!button.dataset.unread) button.title = words[availability.state];
  }

  async function use(action: "show" | "toggle") {
    notice.textContent = "";
    try {
      const { openPanel } = await load();
      opened ??= openPanel({ root, button, origin, locale, availability, label, lazyPart, styleSheet });
      opened[action]();
    } catch (error) {
      notice.textContent = words.failed;
      opened?.tellError(error);
    }
  }

  button.addEventListener("click", () => use("toggle"));
  label();
  void availability.refresh();

  const mount = () => document.body.append(host);
  if (document.body) mount();
  else addEventListener("DOMContentLoaded", mount);
  return { open: () => use("show") };
}
