import { setObjection } from "../chat/objections.js";

/** Forgets what was said to the analysis and to the reports. */
export function forgetObjections(): void {
  setObjection("analysis");
  setObjection("errors");
}
