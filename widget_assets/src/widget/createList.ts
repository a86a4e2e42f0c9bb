import { createItem, type ItemOptions, type ItemView } from "./createItem.js";
import { element } from "./element.js";
import type { LogItem } from "./logItems.js";

/** The items in a list. What stays is not touched, so that a screen reader hears only what is new. */
export function createList(options: ItemOptions) {
  const shown = new Map<string, ItemView>();
  const node = element("ol", { role: "list" });

  function drop(keys: ReadonlySet<string>) {
    for (const [key, view] of shown) {
      if (keys.has(key)) continue;
      view.node.remove();
      shown.delete(key);
    }
  }

  function render(items: readonly LogItem[]) {
    drop(new Set(items.map(({ key }) => key)));
    let next = node.firstElementChild;
    for (const item of items) {
      const view = shown.get(item.key) ?? createItem(item, options);
      shown.set(item.key, view);
      view.update(item);
      if (view.node === next) next = next.nextElementSibling;
      else node.insertBefore(view.node, next);
    }
  }

  return { node, render };
}
