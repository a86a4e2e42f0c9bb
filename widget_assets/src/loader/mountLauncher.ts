import type { Panel } from "../widget/openPanel.js";
import { BUBBLE, icon } from "./icon.js";
import { importPanel } from "./importPanel.js";
import css from "./launcher.css?inline";
import { pickLocale } from "./pickLocale.js";
import { styleSheet } from "./styleSheet.js";
import { texts } from "./texts.js";

export type LauncherOptions = {
  /** The chat's own origin. */
  readonly origin: string;
  readonly panel: { readonly path: string; readonly integrity: string };
  readonly locale: string | undefined;
};

/** What the page's own scripts may do. */
export type Launcher = { open(): Promise<void> };

/** Puts the button that opens the chat on the page. Until it is used, nothing is asked for or stored. */
export function mountLauncher(name: string, { origin, panel, locale: asked }: LauncherOptions): Launcher {
  const locale = pickLocale(asked, document.documentElement.lang, navigator.language);

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
  button.className = "launcher";
  button.type = "button";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-label", texts[locale].chat);
  button.append(icon(BUBBLE));
  root.append(notice, button);

  let loading: Promise<Panel> | undefined;
  let tries = 0;

  async function load(): Promise<Panel> {
    const retry = tries++ ? `?${tries}` : "";
    const { openPanel } = await importPanel(origin + panel.path + retry, panel.integrity);
    return openPanel({ root, button, origin, locale });
  }

  async function use(action: keyof Panel) {
    notice.textContent = "";
    try {
      loading ??= load();
      (await loading)[action]();
    } catch {
      loading = undefined;
      notice.textContent = texts[locale].failed;
    }
  }

  button.addEventListener("click", () => use("toggle"));

  const mount = () => document.body.append(host);
  if (document.body) mount();
  else document.addEventListener("DOMContentLoaded", mount);
  return { open: () => use("show") };
}
