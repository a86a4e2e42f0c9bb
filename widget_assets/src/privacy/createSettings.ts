import { agree, agreed, object, objected, onObjections, type Purpose } from "../chat/objections.js";
import { note } from "../chat/usage.js";
import { wantsNoTracking } from "../chat/wantsNoTracking.js";
import { element } from "../widget/element.js";
import type { FollowedAvailability } from "../widget/FollowedAvailability.js";
import type { View } from "../widget/View.js";
import type { PrivacyTexts } from "./PrivacyTexts.js";

/** The switches with which a visitor objects. They hold at once, in all tabs. */
export function createSettings(texts: PrivacyTexts, site: Pick<FollowedAvailability, "file">): View {
  const about = element("p", {}, "");
  const status = element("p", { role: "status" });
  const analysis = createSwitch("analysis");
  const errors = createSwitch("errors");

  const mode = () => site.file?.analysis;

  function createSwitch(purpose: Purpose) {
    const input = element("input", { type: "checkbox", role: "switch" });
    const label = texts.purposes[purpose];
    input.addEventListener("change", () => {
      const on = input.checked;
      if (on && purpose === "analysis" && mode() === "opt_in") agree(purpose);
      else object(purpose, !on);
      // That the analysis is off is told to nobody.
      if (on || purpose !== "analysis") note({ type: "setting_changed", setting: purpose, on });
      status.textContent = `${label}: ${on ? texts.on : texts.off}`;
    });
    return { input, node: element("label", {}, input, label) };
  }

  function told(isRefused: boolean): string {
    if (!mode()) return texts.notAnalysed;
    if (isRefused) return texts.noTracking;
    return mode() === "opt_in" ? `${texts.analysed} ${texts.keepsId}` : texts.analysed;
  }

  function draw() {
    const isRefused = wantsNoTracking();
    const isOn = mode() === "opt_in" ? agreed("analysis") : !objected("analysis");
    analysis.input.disabled = isRefused;
    analysis.input.checked = isOn && !isRefused;
    errors.input.checked = !objected("errors");
    about.textContent = told(isRefused);
  }

  onObjections(draw);
  return {
    node: element("div", { class: "privacy" }, about, element("p", {}, texts.reported), errors.node, status),
    title: texts.titles.settings,
    show() {
      status.textContent = "";
      if (mode()) about.after(analysis.node);
      else analysis.node.remove();
      draw();
    },
  };
}
