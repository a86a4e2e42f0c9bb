import type { openPanel } from "../widget/openPanel.js";

export type PanelModule = { readonly openPanel: typeof openPanel };

/**
 * Loads the panel and checks it against its hash: `import()` itself can not, but it takes the module that a
 * `modulepreload` brought.
 *
 * @param url never tried before: browsers may remember that a module could not be loaded (whatwg/html#6768)
 */
export function importPanel(url: string, integrity: string): Promise<PanelModule> {
  const link = document.createElement("link");
  Object.assign(link, { rel: "modulepreload", crossOrigin: "anonymous", integrity, href: url });
  document.head.append(link);
  return import(url).finally(() => link.remove());
}
