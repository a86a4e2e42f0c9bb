import { element } from "./element.js";

/** Tries once more what did not work. */
export function againButton(label: string, onAgain: () => void): HTMLElement {
  const button = element("button", { type: "button" }, label);
  button.addEventListener("click", onAgain);
  return button;
}
