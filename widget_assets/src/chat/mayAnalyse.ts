import type { AvailabilityFile } from "../loader/AvailabilityFile.js";
import { agreed, objected } from "./objections.js";
import { wantsNoTracking } from "./wantsNoTracking.js";

/**
 * Whether what is done may be recorded where the site analyses use in this way; `undefined` also forbids to ask. Ask each
 * time: when a browser's setting or the site's file changes nobody is told.
 */
export function mayAnalyse(mode: AvailabilityFile["analysis"]): boolean | undefined {
  if (!mode || wantsNoTracking() || objected("analysis")) return undefined;
  return mode === "opt_out" || agreed("analysis");
}
