import { OBJECTIONS, object, objected, type Purpose } from "../chat/objections.js";
import { element } from "../widget/element.js";
import type { View } from "../widget/View.js";
import type { Texts } from "./texts/Texts.js";

/** The switches with which a visitor objects. They hold at once, in all tabs. */
export function createSettings(texts: Texts): View {
  const status = element("p", { role: "status" });
  const purposes = Object.entries(texts.purposes) as [Purpose, string][];
  const switches = purposes.map(([purpose, label]) => {
    const input = element("input", { type: "checkbox", role: "switch" });
    input.addEventListener("change", () => {
      object(purpose, !input.checked);
      status.textContent = `${label}: ${input.checked ? texts.on : texts.off}`;
    });
    return { purpose, input, node: element("label", {}, input, label) };
  });

  function draw() {
    for (const { purpose, input } of switches) input.checked = !objected(purpose);
  }

  addEventListener("storage", ({ key }) => key === OBJECTIONS && draw());
  return {
    node: element(
      "div",
      { class: "privacy" },
      element("p", {}, texts.objecting),
      ...switches.map(({ node }) => node),
      status,
    ),
    title: texts.titles.settings,
    show() {
      status.textContent = "";
      draw();
    },
  };
}
