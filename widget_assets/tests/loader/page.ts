import { vi } from "vitest";
import type { Tresen } from "../../src/interface/Tresen.js";
import type { Availability } from "../../src/loader/AvailabilityFile.js";
import { mountWidget } from "../../src/loader/mountWidget.js";

export const PANELS = {
  de: ["/assets/panel-de-1.js", "sha256-de"],
  en: ["/assets/panel-en-1.js", "sha256-en"],
};

const said = (language: string) =>
  Object.fromEntries(["available", "busy", "offline", "failed"].map((what) => [what, `${language} ${what}`]));

/** An availability file, valid for a minute unless it says otherwise. */
export const file = (state: Availability, more: object = {}, valid_until = Date.now() / 1000 + 60) => ({
  unanswered_seconds: 45,
  conversation_days: 30,
  contact: true,
  analysis: "opt_in",
  look: { texts: { de: said("de"), en: said("en") }, style: ":host{--tresen-accent:#123456}" },
  groups: { service: { state, valid_until } },
  ...more,
});

/** What the server answers from now on. */
export const answers = (body: unknown) =>
  vi.mocked(fetch).mockResolvedValue({ json: async () => body } as Response);

// biome-ignore lint/suspicious/noExplicitAny: a page may do anything to it
export const page = window as { tresen?: any };

export const widgets = () => [...document.querySelectorAll<HTMLElement>("tresen-widget")];

/** Lets run what waits for nothing but its turn. */
export const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

/** The loader as the page's script, with these settings. */
export function runLoader(dataset: Readonly<Record<string, string>> = {}): void {
  const script = document.createElement("script");
  Object.defineProperty(script, "src", { value: "https://chat.test/loader.js?v=1" });
  Object.assign(script.dataset, dataset);
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  mountWidget();
}

/** The widget as it is when its availability has been answered. */
export async function mounted(dataset: Readonly<Record<string, string>> = {}) {
  runLoader(dataset);
  await vi.waitFor(() => {
    if (!widgets().length) throw new Error("the launcher is not there");
  });
  const [host] = widgets();
  const root = host?.shadowRoot;
  const button = root?.querySelector("button");
  if (!host || !root || !button) throw new Error("the launcher is not there");
  const click = async () => {
    button.click();
    await settle();
  };
  return { host, root, button, click, tresen: page.tresen as Tresen };
}
