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
  let since = 0;
  let timer = 0;
  let panel: Promise<ReturnType<typeof openPanel>> | undefined;
  let failures = "";
  const notice = document.createElement("p");

  const groupOf = ({ groups }: AvailabilityFile) =>
    groups[settings.group as string] ?? (Object.values(groups)[0] as GroupAvailability);

  /** For how many milliseconds what the file says of the group still holds: each group's lapses by itself. */
  const rest = () => (file ? Math.min(groupOf(file).valid_until * 1000, since + LONGEST_MS) - Date.now() : 0);

  const state = () =>
    ({
      ...settings,
      locale: host.lang,
      availability: rest() > 0 ? groupOf(file as AvailabilityFile).state : "offline",
      isOpen: false,
      isHidden: button.hidden,
      unread: 0,
      conversation: "none",
    }) as WidgetState;

  const say = (what: keyof LauncherTexts) => file?.look?.texts[host.lang]?.[what] ?? "Chat";

  function label() {
    // The first of page and browser that says anything decides. One that is not there changes nothing.
    const wished = settings.locale || document.documentElement.lang || navigator.language;
    for (const locale in PANELS) if (RegExp(`^${locale}\\b`, "i").test(wished)) host.lang = locale;
    const { availability } = state();
    clearTimeout(timer);
    if (rest() > 0) timer = setTimeout(label, rest());
    button.part = button.className = `launcher ${availability}`;
    button.title = say(availability);
    sheet.replaceSync(css + file?.look?.style);
  }

  /** One that can not be read changes nothing: what was read before lapses by itself. */
  async function refresh() {
    try {
      const answer = await fetch(`${origin}/availability/${settings.site ?? location.host}.json`, ended);
      const read: AvailabilityFile = await answer.json();
      if (groupOf(read)) {
        file = read;
        since = Date.now();
      }
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
    push: (...all: unknown[]) => all.map(call),
    state,
    destroy() {
      ended.abort();
      file = undefined;
      label();
      host.remove();
      delete page.tresen;
    },
  };
  const tresen: Tresen = new Proxy(launcher, {
    get: (_, name: string) => launcher[name] ?? ((...values: unknown[]) => call([name, ...values])),
  });

  /** Nothing is thrown into the page: what is no call at all is left out. */
  function call(one: unknown) {
    try {
      const [name, value] = one as readonly [string, string];
      launcher[name]?.();
      if (ended.signal.aborted) return;
      // A value that can not be right sets nothing: the panel tells the page's developer.
      if (/^set([LG]|\w+,(auto|light|dark))/.test(one as string))
        settings[name.slice(3).toLowerCase()] = value;
      calls.push(one as Call);
      button.hidden = name === "hide" || (button.hidden && name !== "show");
      label();
      if (panel || /^(op|tog|re)/.test(name)) void run();
    } catch {}
  }

  page.tresen = tresen;
  // What the address of the page may set.
  location.search.replace(
    /[?&]tresen-(open|locale|group)=([\w-]+)/g,
    (_, name, value) => (settings[name] = value),
  );
  root.adoptedStyleSheets = [sheet];
  root.append(button);
  host.lang = "en";
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
  calls.splice(0).map(call);
  if (settings.open) tresen.open(settings.open as "chat");
}
