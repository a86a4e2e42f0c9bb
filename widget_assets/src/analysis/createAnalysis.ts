import { granted } from "../chat/consent.js";
import { now } from "../chat/now.js";
import { removeItem } from "../chat/removeItem.js";
import { VISIT } from "../chat/storeNames.js";
import type { Heard, Noted, PanelUse, Told } from "../chat/usage.js";
import type { Part } from "../loader/Part.js";
import type { ShownError } from "../protocol/requests.js";
import type { createNotice } from "./createNotice.js";
import { createRecorder, type Recorder } from "./createRecorder.js";
import { createVisit } from "./createVisit.js";
import { type ShownErrors, shownErrors } from "./shownErrors.js";
import { whatHappened } from "./whatHappened.js";

declare const ASKING: Readonly<Record<string, Part>>;

export type AskingModule = { readonly createNotice: typeof createNotice };

export type Analysis = {
  /**
   * Records what the panel shows where that is `allowed`, and asks the visitor who has not answered yet. Where it is
   * `undefined` nothing more leaves the browser, and nothing is asked.
   *
   * @param barred when it was not allowed last
   */
  follow(use: PanelUse, allowed: boolean | undefined, barred: number): void;
  note(...told: Told): void;
};

/**
 * Analyses how the widget is used.
 *
 * @param isAllowed whether it may right now
 * @param early what was noted while this part was on its way
 */
export function createAnalysis(isAllowed: () => boolean | undefined, early: readonly Told[]): Analysis {
  const visit = createVisit();
  let recorder: Recorder | undefined;
  let notice: Promise<HTMLElement | undefined> | undefined;
  let opened = 0;
  let shown: ShownErrors = { away: 0, missing: 0, insecure: 0, not_sent: 0, refused: 0 };

  function follow(use: PanelUse, allowed: boolean | undefined, barred: number) {
    // Who was answered for by the page alone has nothing kept.
    const isKept = () => use.availability.file?.analysis === "opt_in" && !granted();
    if (!allowed || !isKept()) removeItem(VISIT);
    if (allowed === false) notice ??= ask(use);
    else void notice?.then((node) => node?.remove());
    if (!allowed) {
      recorder?.drop();
      visit.drop();
      return;
    }
    recorder ??= createRecorder({ ...use, isAllowed, visitId: () => visit.id(isKept()) });
    if (opened !== use.opened) note({ type: "widget_opened" }, barred > use.opened ? now() : use.opened);
    opened = use.opened;
    for (const [what, at] of early) if (at > barred) note(what, at);
    early = [];
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

  function showErrors(errors: ShownErrors) {
    for (const error of Object.keys(errors) as ShownError[])
      if (errors[error] > shown[error]) note({ type: "error_shown", error });
    shown = errors;
  }

  function note(what: Noted | Heard, at = now()) {
    const events = "type" in what ? [what] : whatHappened(...what);
    for (const event of events) recorder?.note(event, at);
  }

  return { follow, note };
}
