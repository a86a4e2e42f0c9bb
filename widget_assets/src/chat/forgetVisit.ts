import { VISIT } from "./storeNames.js";

/** Removes the technical id of the analysis from this browser, if it is there. */
export function forgetVisit(): void {
  try {
    localStorage.removeItem(VISIT);
  } catch {
    // Then there is none.
  }
}
