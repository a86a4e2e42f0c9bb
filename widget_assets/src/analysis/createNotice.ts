import { agree, object } from "../chat/objections.js";
import type { PanelUse } from "../chat/usage.js";
import { styleSheet } from "../loader/styleSheet.js";
import { element } from "../widget/element.js";
import css from "./analysis.css?inline";
import { de } from "./texts/de.js";
import { en } from "./texts/en.js";

/** Asks whether the use may be analysed, beside the conversation and in nobody's way. Either answer is kept. */
export function createNotice({ root, locale, composer }: PanelUse): HTMLElement {
  const texts = { de, en }[locale];

  function answer(label: string, give: () => void): HTMLElement {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", () => {
      // The focus would be lost with the button.
      composer.node.parentElement?.focus();
      give();
    });
    return button;
  }

  const node = element(
    "div",
    { class: "asking", role: "region", "aria-label": texts.title },
    element("p", {}, texts.question),
    element(
      "div",
      {},
      answer(texts.agree, () => agree("analysis")),
      answer(texts.decline, () => object("analysis", true)),
    ),
  );
  root.adoptedStyleSheets.push(styleSheet(css));
  composer.node.before(node);
  return node;
}
