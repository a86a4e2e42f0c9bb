import { object } from "../chat/objections.js";

/** Forgets what was said to the analysis and to the reports. */
export function forgetObjections(): void {
  object("analysis", false);
  object("errors", false);
}
