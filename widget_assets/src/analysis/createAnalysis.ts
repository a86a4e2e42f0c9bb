import type { Noted, PanelUse } from "../chat/usage.js";
import type { Part } from "../loader/lazyPart.js";
import type { Locale } from "../loader/pickLocale.js";
import type { ShownError } from "../protocol/requests.js";
import type { createNotice } from "./createNotice.js";
import { createRecorder } from "./createRecorder.js";
import { createVisit } from "./createVisit.js";
import { type ShownErrors, shownErrors } from "./shownErrors.js";

declare const ASKING: Readonly<Record<Locale, Part>>;

export type AskingModule = { readonly createNotice: typeof createNotice };

export type Analysis = {
  /** Asks the visitor who has not answered yet; of who `isAllowed` it records what the panel shows. */
  follow(use: PanelUse, isAllowed: boolean): void;
  note(event: Noted, at: number): void;
  /** Nothing more leaves the browser, and nothing is asked. */
  stop(): void;
};

/** Analyses how the widget is used, where that is allowed. */
export function createAnalysis(): Analysis {
  const visit = createVisit();
  let recorder: ReturnType<typeof createRecorder> | undefined;
  let notice: Promise<HTMLElement | undefined> | undefined;
  let opened = 0;
  let shown: ShownErrors = { away: 0, missing: 0, insecure: 0, not_sent: 0, refused: 0 };

  function follow(use: PanelUse, isAllowed: boolean) {
    if (!isAllowed) {
      drop();
      notice ??= ask(use);
      return;
    }
    unask();
    recorder ??= createRecorder({
      ...use,
      visitId: () => visit.id(use.availability.file?.analysis === "opt_in"),
    });
    if (opened !== use.opened) note({ type: "widget_opened" });
    opened = use.opened;
    // In a tab that is hidden nothing is before anybody's eyes.
    if (document.visibilityState === "visible") showErrors(shownErrors(use));
  }

  const ask = (use: PanelUse) =>
    use
      .parts<AskingModule>(ASKING[use.locale])()
      .then(
        (part) => part.createNotice(use),
        () => undefined,
      );

  function unask() {
    void notice?.then((node) => node?.remove());
  }

  function drop() {
    recorder?.drop();
    visit.drop();
  }

  function showErrors(errors: ShownErrors) {
    for (const error of Object.keys(errors) as ShownError[])
      if (errors[error] > shown[error]) note({ type: "error_shown", error });
    shown = errors;
  }

  function note(event: Noted, at = performance.now()) {
    recorder?.note(event, at);
  }

  return {
    follow,
    note,
    stop() {
      unask();
      drop();
    },
  };
}
