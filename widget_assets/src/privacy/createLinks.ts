import { element } from "../widget/element.js";

/** Links that save something as a file. What they hold is let go of when they are cleared, and when the widget ends. */
export type Links = {
  readonly node: HTMLElement;
  add(label: string, name: string, type: string, content: string): void;
  clear(): void;
};

export function createLinks(signal: AbortSignal): Links {
  const node = element("div", {});

  function clear() {
    for (const { href } of node.querySelectorAll("a")) URL.revokeObjectURL(href);
    node.replaceChildren();
  }

  signal.addEventListener("abort", clear);
  return {
    node,
    add(label, download, type, content) {
      const href = URL.createObjectURL(new Blob([content], { type }));
      node.append(element("a", { class: "save", href, download }, label));
    },
    clear,
  };
}
