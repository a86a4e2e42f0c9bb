import { FORM_SENT } from "../chat/storeNames.js";

/** The visitor has sent the contact form off, and it may not have arrived. */
export function isFormSent(): boolean {
  try {
    return localStorage.getItem(FORM_SENT) !== null;
  } catch {
    return false;
  }
}
