import { analysisMode } from "../chat/analysisMode.js";
import { denied } from "../chat/consent.js";
import { mayAnalyse } from "../chat/mayAnalyse.js";
import { objected, onObjections, type Purpose, setObjection } from "../chat/objections.js";
import { note } from "../chat/usage.js";
import { wantsNoTracking } from "../chat/wantsNoTracking.js";
import { element } from "../widget/element.js";
import type { FollowedAvailability } from "../widget/FollowedAvailability.js";
import type { View } from "../widget/View.js";
import type { MenuTexts } from "./MenuTexts.js";

export type SettingsOptions = {
  /** The chat's own origin. */
  readonly origin: string;
  /** How the site analyses use, if it does. */
  readonly availability: Pick<FollowedAvailability, "file">;
  readonly signal: AbortSignal;
};

/** The switches with which a visitor objects. They hold at once, in all tabs. */
export function createSettings(texts: MenuTexts, { origin, availability, signal }: SettingsOptions): View {
  const about = element("p");
  const status = element("p", { role: "status" });
  const analysis = createSwitch("analysis");
  const errors = createSwitch("errors");
  const node = element(
    "div",
    {},
    about,
    analysis.node,
    element("p", {}, texts.reported),
    errors.node,
    status,
  );

  const mode = () => analysisMode(origin, availability.file);

  function createSwitch(purpose: Purpose) {
    const input = element("input", { type: "checkbox", role: "switch" });
    const label = texts.purposes[purpose];
    input.addEventListener("change", () => {
      const on = input.checked;
      // Where nobody is asked first there is nothing to agree to.
      const agrees = purpose === "analysis" && mode() === "opt_in" ? false : undefined;
      setObjection(purpose, !on || agrees);
      // That the analysis is off is told to nobody.
      if (on || purpose !== "analysis") note({ type: "setting_changed", setting: purpose, on });
      status.textContent = `${label}: ${on ? texts.on : texts.off}`;
    });
    return { input, node: element("label", {}, input, label) };
  }

  function told(): string {
    if (denied()) return texts.denied;
    if (!mode()) return texts.notAnalysed;
    if (wantsNoTracking()) return texts.noTracking;
    return mode() === "opt_in" ? `${texts.analysed} ${texts.keepsId}` : texts.analysed;
  }

  function draw() {
    about.textContent = told();
    analysis.node.hidden = !mode();
    analysis.input.disabled = denied() || wantsNoTracking();
    analysis.input.checked = !!mayAnalyse(mode());
    errors.input.disabled = denied();
    errors.input.checked = !objected("errors");
  }

  onObjections(draw, signal);
  return {
    node,
    title: texts.titles.settings,
    show() {
      status.textContent = "";
      draw();
    },
  };
}
