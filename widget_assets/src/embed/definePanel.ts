import type { Tresen } from "../interface/Tresen.js";
import type { Calls } from "../loader/Calls.js";

/** What the element hands to the loader, and may change later by the calls of these names. */
const CHANGING = { locale: "setLocale", theme: "setTheme", group: "setGroup" } as const;
const SETTINGS = ["site", "consent", ...Object.keys(CHANGING)];

type Changing = keyof typeof CHANGING;

// biome-ignore lint/suspicious/noExplicitAny: the queue of the page, or the widget's own interface
const page = window as { tresen?: any };

/** One call, whether the widget is there already or not. */
const call = (...one: readonly unknown[]) => {
  page.tresen ??= [];
  (page.tresen as Pick<Tresen, "push">).push(one as unknown as Parameters<Tresen["push"]>[0]);
};

/**
 * Defines `<tresen-panel>`: the place where a page wants the panel. Its attributes are the settings, `open` opens it at
 * once. The widget moves into it, and back to the page's corner when it goes.
 *
 * A loader that the page names by itself is waited for, else this brings it from where this script came from.
 */
export function definePanel(): void {
  if (customElements.get("tresen-panel")) return;
  const { origin } = new URL(import.meta.url);

  class TresenPanel extends HTMLElement {
    static readonly observedAttributes = ["open", ...Object.keys(CHANGING)];
    readonly #arrival = new MutationObserver(() => this.#take());
    /** The widget, while its place is here. */
    #host: HTMLElement | undefined;

    connectedCallback() {
      this.#arrival.observe(document.documentElement, { childList: true });
      if (!this.#take()) bring(origin, this);
    }

    disconnectedCallback() {
      this.#arrival.disconnect();
      const host = this.#host;
      this.#host = undefined;
      // Else the widget has ended, or another element has taken it.
      if (host?.parentNode !== this) return;
      call("close");
      delete host.dataset.placed;
      document.documentElement.append(host);
    }

    attributeChangedCallback(name: string, before: string | null, value: string | null) {
      // What it has before the widget is there it is given then, and one that has ended hears of nothing.
      if (this.#host?.parentNode !== this || before === value) return;
      if (name === "open") value === null ? call("close") : call("open", value || "chat");
      else if (value !== null) call(CHANGING[name as Changing], value);
      else {
        // No call says that of it: the widget looks anew at what holds.
        delete this.#host.dataset[name];
        call("again");
      }
    }

    #take(): boolean {
      const host = document.querySelector<HTMLElement>("tresen-widget");
      if (!host) return false;
      this.#arrival.disconnect();
      this.#host = host;
      host.dataset.placed = "";
      this.append(host);
      for (const [name, setter] of Object.entries(CHANGING)) {
        const value = this.getAttribute(name);
        if (value !== null && value !== host.dataset[name]) call(setter, value);
      }
      if (this.hasAttribute("open")) call("open", this.getAttribute("open") || "chat");
      return true;
    }
  }

  customElements.define("tresen-panel", TresenPanel);
}

/** As `import()`, so that pages under Trusted Types may do it; there the loader can not see where it came from. */
function bring(origin: string, element: HTMLElement) {
  const named = [...document.scripts].filter(({ src }) => src.startsWith(`${origin}/`));
  if (named.some(({ src }) => /\/loader[^/]*\.js/.test(src))) return;
  page.tresen ??= [];
  const calls: Calls = page.tresen;
  // There is a widget already, or it is on its way.
  if (calls.version || calls.from) return;
  const src = `${origin}/loader.js`;
  const dataset: Record<string, string> = {};
  for (const name of SETTINGS) {
    const value = element.getAttribute(name);
    if (value !== null) dataset[name] = value;
  }
  calls.from = { src, dataset };
  // Under a name of its own, as browsers run a module once and a widget that was here may have ended.
  import(`${src}#${Date.now()}`).catch(() => delete calls.from);
}
