import { onForgetting } from "../chat/forgetting.js";
import { objected, onObjections } from "../chat/objections.js";
import type { Place } from "../chat/reports.js";
import { createReporter, type Reporter } from "./createReporter.js";

let reporter: Reporter | undefined;

const isAllowed = () => !objected("errors");

/**
 * Reports an error of ours; without one what could not be sent before. All that is reported for a panel goes through one
 * reporter, so that equal ones are told from others.
 *
 * @param panel the address of the panel's script: its hash tells the release
 */
export function sendReport({ origin, signal }: Place, panel: string, error?: Error): void {
  if (signal.aborted) return;
  reporter ??= obedient(
    createReporter({ origin, release: `widget@${panel.split(/[-.]/).at(-2)}`, isAllowed }),
    signal,
  );
  reporter.report(error);
}

/** Does what the visitor and the page say, in whatever tab that is. */
function obedient(made: Reporter, signal: AbortSignal): Reporter {
  onObjections(() => isAllowed() || made.drop(), signal);
  onForgetting(made.drop, signal);
  signal.addEventListener("abort", () => {
    reporter = undefined;
  });
  return made;
}
