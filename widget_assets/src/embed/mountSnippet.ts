import type { Call } from "../interface/Tresen.js";
import type { Calls } from "../loader/Calls.js";
import css from "../loader/launcher.css?inline";
import look from "../loader/look.css?inline";

/**
 * The launcher alone, as a script in the page itself: it asks nothing of the network before the visitor clicks, or the page
 * opens the chat. Then the loader takes its place, with the panel open.
 */
export function mountSnippet(): void {
  const { dataset } = document.currentScript as HTMLScriptElement;
  // biome-ignore lint/suspicious/noExplicitAny: the queue of the page, or a widget that is there already
  const page = window as { tresen?: any };
  page.tresen ??= [];
  const calls: Calls = page.tresen;
  if (calls.version || calls.from) return;
  const src = `${dataset.chat}/loader.js`;
  calls.from = { src, dataset };
  const host = document.createElement("tresen-widget");
  Object.assign(host.dataset, dataset);
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const notice = document.createElement("p");
  const sheet = new CSSStyleSheet();
  const ended = new AbortController();
  const arrival = new MutationObserver(() => {
    // The loader's own is there.
    if (document.querySelectorAll("tresen-widget").length > 1) leave();
  });

  function leave() {
    arrival.disconnect();
    ended.abort();
    host.remove();
  }

  async function bring() {
    notice.remove();
    button.disabled = true;
    // From now on the page's calls wait for the loader, which does them.
    delete (calls as Partial<Calls>).push;
    try {
      // Under a name of its own: browsers run a module once, and may remember that it could not be loaded, see
      // https://github.com/whatwg/html/issues/6768.
      await import(`${src}#${Date.now()}`);
    } catch {
      button.disabled = false;
      notice.textContent = dataset.failed ?? "The chat could not be loaded. Please try again.";
      root.append(notice);
      calls.push = push;
      // What was called meanwhile.
      push();
    }
  }

  /** Keeps the page's calls for the loader; one that opens the chat brings it, and one that ends the widget needs none. */
  function push(...all: Call[]) {
    for (const one of all) calls[calls.length] = one;
    if (calls.some(([name]) => name === "destroy")) {
      leave();
      delete page.tresen;
    } else if (all.some(([name]) => /^(open|toggle)/.test(name))) void bring();
    return calls.length;
  }

  calls.push = push;
  sheet.replaceSync(css + look + (dataset.style ?? ""));
  root.adoptedStyleSheets = [sheet];
  root.append(button);
  notice.role = "alert";
  button.className = "launcher offline";
  button.part = "launcher";
  button.title = dataset.label ?? "Chat";
  button.ariaHasPopup = "dialog";
  button.ariaExpanded = "false";
  button.addEventListener("click", () => push(["open"]));
  document.addEventListener(
    "click",
    (event) => {
      const opener = (event.target as Element).closest?.<HTMLElement>("[data-tresen-open]");
      if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      push(["open", opener.dataset.tresenOpen as "chat"]);
    },
    ended,
  );
  arrival.observe(document.documentElement, { childList: true });
  document.documentElement.append(host);
  // What was called before this was there.
  push(...calls.splice(0));
}
