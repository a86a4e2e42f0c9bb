import type { Call, Tresen, WidgetState } from "../interface/Tresen.js";
import type { openPanel } from "../widget/openPanel.js";
import type { AvailabilityFile, GroupAvailability } from "./AvailabilityFile.js";
import type { Calls } from "./Calls.js";
import { importPart } from "./importPart.js";
import type { LauncherTexts } from "./LauncherTexts.js";
import css from "./launcher.css?inline";

/** Of each language the panel: its path and its hash. */
declare const PANELS: Readonly<Record<string, readonly [string, string]>>;

/** Nothing is believed for longer: a clock that is behind would put `valid_until` off. */
const LONGEST_MS = 3e5;

type PanelModule = { readonly openPanel: typeof openPanel };

/**
 * Puts the button that opens the chat on the page, and the one global. Until it is used only the availability is asked for,
 * and the button is there when that is known, so that it does not jump. Where there is a widget already this does nothing.
 *
 * Everything that a page calls goes into one queue, which the panel works off once it is there. What concerns the launcher
 * happens here at once.
 */
export function mountWidget(): void {
  // biome-ignore lint/suspicious/noExplicitAny: the queue of the page, and then our own
  const page = window as { tresen?: any };
  const calls: Calls = page.tresen ?? [];
  if (calls.version) return;
  const { src, dataset } = calls.from ?? (document.currentScript as HTMLScriptElement);
  const { origin } = new URL(src);
  const host = document.createElement("tresen-widget");
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const sheet = new CSSStyleSheet();
  const ended = new AbortController();
  /** The settings that hold right now. */
  const settings = Object.assign(host.dataset, dataset) as Record<string, string>;
  let file: AvailabilityFile | undefined;
  let until = 0;
  let timer = 0;
  let panel: Promise<ReturnType<typeof openPanel>> | undefined;
  let failures = "";
  const notice = document.createElement("p");

  const groupOf = ({ groups }: AvailabilityFile) =>
    groups[settings.group as string] ?? (Object.values(groups)[0] as GroupAvailability);

  const state = () =>
    ({
      ...settings,
      locale: host.lang,
      availability: Date.now() < until ? groupOf(file as AvailabilityFile).state : "offline",
      isOpen: false,
      isHidden: button.hidden,
      unread: 0,
      conversation: "none",
    }) as WidgetState;

  const say = (what: keyof LauncherTexts) => file?.look?.texts[host.lang]?.[what] ?? "Chat";

  function label() {
    // The first of page and browser that says anything decides. One that is not there changes nothing.
    const wished = settings.locale || document.documentElement.lang || navigator.language;
    host.lang ||= "en";
    for (const locale in PANELS) if (RegExp(`^${locale}\\b`, "i").test(wished)) host.lang = locale;
    const { availability } = state();
    button.part = button.className = `launcher ${availability}`;
    button.title = say(availability);
    sheet.replaceSync(css + file?.look?.style);
  }

  /** One that can not be read changes nothing: what was read before lapses by itself. */
  async function refresh() {
    try {
      const answer = await fetch(`${origin}/availability/${settings.site ?? location.host}.json`, ended);
      const read: AvailabilityFile = await answer.json();
      const now = Date.now();
      until = Math.min(groupOf(read).valid_until * 1000, now + LONGEST_MS);
      file = read;
      clearTimeout(timer);
      timer = setTimeout(label, until - now);
    } catch {}
    label();
  }

  async function run() {
    notice.remove();
    try {
      const [path, hash] = PANELS[host.lang] as readonly [string, string];
      panel ??= importPart<PanelModule>(origin + path + failures, hash).then((it) =>
        mounted.then(() => it.openPanel(tresen, root, calls, ended, () => file, importPart, label, refresh)),
      );
      if ((await panel)()) {
        panel = undefined;
        void run();
      }
    } catch {
      // Browsers may remember that a module could not be loaded: https://github.com/whatwg/html/issues/6768
      failures += "?";
      panel = undefined;
      notice.textContent = say("failed");
      root.append(notice);
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: what is not done here is made when it is asked for
  const launcher: any = {
    version: 1,
    // biome-ignore lint/suspicious/noThenProperty: so that nobody takes it for a promise
    then: 0,
    // biome-ignore lint/suspicious/noExplicitAny: any call
    push: ([name, ...values]: any) => (tresen as any)[name](...values),
    state,
    destroy() {
      ended.abort();
      clearTimeout(timer);
      host.remove();
      delete page.tresen;
    },
  };
  const tresen: Tresen = new Proxy(launcher, {
    get: (_, name: string) => launcher[name] ?? ((...values: unknown[]) => call([name, ...values])),
  });

  function call(one: readonly unknown[]) {
    if (ended.signal.aborted) return;
    const [name, value] = one as readonly [string, string];
    calls.push(one as Call);
    if (/^set[^A]/.test(name)) settings[name.slice(3).toLowerCase()] = value;
    button.hidden = name === "hide" || (button.hidden && name !== "show");
    label();
    if (panel || /^(op|to|re)/.test(name)) void run();
  }

  page.tresen = tresen;
  // What the address of the page may set.
  for (const [, name, value] of location.search.matchAll(/\btresen-(open|locale|group)=([\w-]+)/g))
    settings[name as string] = value as string;
  root.adoptedStyleSheets = [sheet];
  root.append(button);
  notice.role = "alert";
  button.ariaHasPopup = "dialog";
  button.ariaExpanded = "false";
  button.addEventListener("click", tresen.toggle);
  document.addEventListener(
    "click",
    (event) => {
      const opener = (event.target as Element).closest?.<HTMLElement>("[data-tresen-open]");
      // With one of these a link opens elsewhere.
      if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      call(["open", opener.dataset.tresenOpen, opener]);
    },
    ended,
  );
  const mounted = refresh().then(() => {
    // Beside the body: whatever a single-page app does with that, the widget stays.
    if (!ended.signal.aborted) document.documentElement.append(host);
  });
  for (const one of calls.splice(0)) tresen.push(one);
  if (settings.open) tresen.open(settings.open as "chat");
}
