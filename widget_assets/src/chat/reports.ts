import type { Part } from "../loader/Part.js";
import type { createReporter, Reporter } from "../reporting/createReporter.js";
import { isOurs } from "../reporting/isOurs.js";
import type { Parts } from "../widget/createParts.js";
import { onForgetting } from "./forgetting.js";
import { objected, onObjections } from "./objections.js";

declare const REPORTING: Part;

export type ReportingModule = { readonly createReporter: typeof createReporter };

/** Where an error was caught. */
export type Place = {
  /** The chat's own origin. */
  readonly origin: string;
  readonly parts: Parts;
};

let bring: (() => Promise<ReportingModule>) | undefined;
let reporter: Reporter | undefined;

const isAllowed = () => !objected("errors");

/**
 * Reports an error if it is ours; without one what could not be sent before. Who has objected does not even load what
 * that takes.
 *
 * Rejects when that can not be loaded: then there is nothing that could report it.
 *
 * @param panel the address of the panel's script: its hash tells the release
 */
export async function report({ origin, parts }: Place, panel: string, error?: Error): Promise<void> {
  if (!isAllowed() || (error && !isOurs(error, origin))) return;
  bring ??= parts<ReportingModule>(REPORTING);
  const load = bring;
  const { createReporter } = await load().catch(async (failure) => {
    if (navigator.onLine) throw failure;
    // Without a network there is nothing to load: the error must not be lost for that.
    await new Promise((resolve) => addEventListener("online", resolve, { once: true }));
    return load();
  });
  reporter ??= obedient(
    createReporter({ origin, release: `widget@${panel.split(/[-.]/).at(-2)}`, isAllowed }),
  );
  reporter.report(error);
}

/** Does what the visitor says, in whatever tab that is. */
function obedient(made: Reporter): Reporter {
  onObjections(() => isAllowed() || made.drop());
  onForgetting(made.drop);
  return made;
}
