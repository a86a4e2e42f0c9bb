import { vi } from "vitest";
import type { Call, Tresen, WidgetState } from "../../src/interface/Tresen.js";
import type { Availability, AvailabilityFile } from "../../src/loader/AvailabilityFile.js";
import type { Calls } from "../../src/loader/Calls.js";
import { openPanel, type Panel } from "../../src/widget/openPanel.js";

type Open = typeof openPanel;

/**
 * A page with a loader that does what the real one does, but at once, and hands the calls to the panel that it is told to
 * make.
 */
export function createPage(
  importPart: (url: string, integrity: string) => Promise<unknown>,
  state: Availability,
  site: Partial<AvailabilityFile> = {},
) {
  const host = document.createElement("tresen-widget");
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const ended = new AbortController();
  const calls: Calls = [];
  const file = {
    unanswered_seconds: 60,
    conversation_days: 30,
    contact: true,
    groups: {},
    look: { texts: {}, style: "" },
    ...site,
  } as AvailabilityFile;
  const availability = { state, file, refresh: vi.fn(async () => {}) };
  let open: Open = openPanel;
  let panel: Panel | undefined;

  const label = () => {
    button.className = `launcher ${availability.state}`;
    button.title = "the launcher's own";
  };

  function run() {
    panel ??= open(
      ...([tresen, root, calls, ended, () => availability.file] as const),
      ...([importPart as never, label, availability.refresh] as const),
    );
    if (!panel()) return;
    panel = undefined;
    run();
  }

  const launcher: Record<string, unknown> = {
    version: 1,
    push: ([name, ...values]: Call) =>
      (tresen as unknown as Record<string, (...all: unknown[]) => void>)[name]?.(...values),
    state: () =>
      ({
        ...{ ...host.dataset, locale: host.lang, availability: availability.state },
        ...{ isOpen: false, isHidden: button.hidden, unread: 0, conversation: "none" },
      }) as WidgetState,
    destroy() {
      ended.abort();
      host.remove();
    },
  };
  const tresen: Tresen = new Proxy(launcher, {
    get: (_, name: string) =>
      launcher[name] ??
      ((...values: unknown[]) => {
        if (ended.signal.aborted) return;
        calls.push([name, ...values] as unknown as Call);
        if (name === "setLocale" && /^(de|en)$/.test(`${values[0]}`)) host.lang = values[0] as string;
        button.hidden = name === "hide" || (button.hidden && name !== "show");
        label();
        run();
      }),
  }) as unknown as Tresen;

  host.lang = "en";
  root.adoptedStyleSheets = [new CSSStyleSheet()];
  root.append(button);
  document.body.append(host);
  run();
  return {
    ...{ tresen, host, root, button, calls, ended, availability, label },
    /** As the loader does after a panel has failed. */
    renew() {
      panel = undefined;
    },
    /** Which panel is made from now on: that of another language. */
    use(other: Open) {
      open = other;
    },
  };
}
