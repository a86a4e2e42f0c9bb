import type { Part } from "./lazyPart.js";
import { mountLauncher } from "./mountLauncher.js";

declare const PANEL: Part;

const NAME = "tresen-widget";

// The script may be on a page twice.
if (!customElements.get(NAME)) {
  const { src, dataset } = document.currentScript as HTMLScriptElement;
  const launcher = mountLauncher(NAME, { origin: new URL(src).origin, panel: PANEL, locale: dataset.locale });
  Object.defineProperty(window, "tresen", { value: launcher });
}
