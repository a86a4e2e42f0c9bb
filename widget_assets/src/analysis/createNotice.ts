import { setObjection } from "../chat/objections.js";
import type { PanelUse } from "../chat/usage.js";
import { analysis as texts } from "../texts/language.js";
import { element } from "../widget/element.js";
import { styleSheet } from "../widget/styleSheet.js";
import css from "./analysis.css?inline";

/** Asks whether the use may be analysed, beside the conversation and in nobody's way. Either answer is kept. */
export function createNotice({ root, composer }: PanelUse): HTMLElement {
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
      answer(texts.agree, () => setObjection("analysis", false)),
      answer(texts.decline, () => setObjection("analysis", true)),
    ),
  );
  root.adoptedStyleSheets.push(styleSheet(css));
  composer.node.before(node);
  return node;
}
