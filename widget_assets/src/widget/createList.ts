import { createItem, type ItemOptions, type ItemView } from "./createItem.js";
import type { LogItem } from "./logItems.js";

/** The items in a list. What stays is not touched, so that a screen reader hears only what is new. */
export function createList(node: HTMLElement, options: ItemOptions): (items: readonly LogItem[]) => number {
  let shown = new Map<string, ItemView>();

  return (items) => {
    const views = new Map(items.map((item) => [item.key, shown.get(item.key) ?? createItem(item, options)]));
    const kept = [...views.values()].find((view) => view.node.parentNode)?.node;
    const top = kept?.offsetTop ?? 0;
    for (const [key, view] of shown) if (!views.has(key)) view.node.remove();
    shown = views;
    for (const [at, item] of items.entries()) {
      const view = views.get(item.key) as ItemView;
      view.update(item);
      const next = node.children[at] ?? null;
      if (view.node !== next) node.insertBefore(view.node, next);
    }
    return (kept?.offsetTop ?? 0) - top;
  };
}
