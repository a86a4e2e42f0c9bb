import { FORM_SENT } from "./removeHere.js";

/** The visitor has sent the contact form off, and it may not have arrived. */
export function isFormSent(): boolean {
  try {
    return localStorage.getItem(FORM_SENT) !== null;
  } catch {
    return false;
  }
}
