import type { LazyTalk } from "./createLazyTalk.js";
import type { PanelTexts } from "./PanelTexts.js";

/**
 * What keeps the visitor from being heard, in words; nothing if nothing does.
 *
 * @param gone the menu could not be loaded
 */
export function troubleOf(texts: PanelTexts, lazy: LazyTalk, gone: boolean): string {
  if (lazy.visitor?.erased) return texts.refusals.erased ?? "";
  if (gone || lazy.missing) return texts.missing;
  return lazy.visitor?.away ? texts.away : "";
}
