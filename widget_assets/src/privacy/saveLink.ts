import { element } from "../widget/element.js";

/** A link that saves this as a file. Call `URL.revokeObjectURL` with its address when it is not shown any more. */
export function saveLink(label: string, name: string, type: string, content: string): HTMLAnchorElement {
  const href = URL.createObjectURL(new Blob([content], { type }));
  return element("a", { class: "save", href, download: name }, label);
}
