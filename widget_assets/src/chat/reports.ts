import type { Part } from "../loader/Part.js";
import { isOurs } from "../reporting/isOurs.js";
import type { sendReport } from "../reporting/sendReport.js";
import type { Parts } from "../widget/createParts.js";
import { objected } from "./objections.js";

declare const REPORTING: Part;

export type ReportingModule = { readonly sendReport: typeof sendReport };

/** Where an error was caught. */
export type Place = {
  /** The chat's own origin. */
  readonly origin: string;
  readonly parts: Parts;
  /** When the panel ends. */
  readonly signal: AbortSignal;
};

let bring: (() => Promise<ReportingModule>) | undefined;

/**
 * Reports an error if it is ours; without one what could not be sent before. Who has objected does not even load what
 * that takes.
 *
 * Rejects when that can not be loaded although there is a network: then there is nothing that could report it.
 *
 * @param panel see `sendReport`
 */
export async function report(place: Place, panel: string, error?: Error): Promise<void> {
  const { origin, parts, signal } = place;
  if (signal.aborted || objected("errors") || (error && !isOurs(error, origin))) return;
  bring ??= parts<ReportingModule>(REPORTING);
  try {
    const part = await bring();
    part.sendReport(place, panel, error);
  } catch (failure) {
    if (navigator.onLine) throw failure;
    // Without a network there is nothing to load: the error must not be lost for that.
    const again = () => report(place, panel, error).catch(() => {});
    addEventListener("online", again, { once: true, signal });
  }
}
