import { emptyView } from "../../src/chat/applyEvent.js";
import type { PanelUse } from "../../src/chat/usage.js";
import type { AvailabilityFile } from "../../src/loader/AvailabilityFile.js";
import { element } from "../../src/widget/element.js";

type Given = Partial<PanelUse> & { readonly mode?: AvailabilityFile["analysis"] };

/** An open panel in which all is well. */
export function panelUse({ mode = "opt_out", ...given }: Given = {}): PanelUse {
  const composer = { node: element("form") };
  const root = document.body.appendChild(element("div")).attachShadow({ mode: "open" });
  root.append(element("section", { class: "panel", tabindex: "-1" }, composer.node));
  return {
    origin: "https://chat.test",
    locale: "en",
    root,
    held: {},
    signal: new AbortController().signal,
    // Nothing can be loaded.
    parts: () => () => Promise.reject(new TypeError("away")),
    availability: {
      state: "available",
      file: {
        unanswered_seconds: 60,
        conversation_days: 90,
        contact: false,
        groups: {},
        analysis: mode,
        look: { texts: {}, style: "" },
      },
      refresh: async () => {},
    },
    composer,
    lazy: { visitor: undefined, shown: { view: emptyView, unsent: [], typing: false }, missing: false },
    opened: 1,
    refusal: "",
    gone: false,
    ...given,
  };
}
