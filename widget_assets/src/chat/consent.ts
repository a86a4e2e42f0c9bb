import type { Consent } from "../interface/Tresen.js";
import { removeItem } from "./removeItem.js";
import { REPORTS, VISIT } from "./storeNames.js";

/** What the page says; of this page alone, and kept nowhere. */
let page: Consent | undefined;

/** Tells in this tab when what holds has changed. */
export const changes = new EventTarget();

/** The page says what its own consent manager was told. What the visitor says to the widget itself goes on to count. */
export function setConsent(answer: Consent | undefined): void {
  if (answer === page) return;
  page = answer;
  if (denied()) for (const name of [VISIT, REPORTS]) removeItem(name);
  changes.dispatchEvent(new Event("change"));
}

/** The page asks for nothing to be analysed or reported. */
export const denied = (): boolean => page === "denied";

/** The visitor has agreed to the analysis on the page, and need not be asked by the widget. */
export const granted = (): boolean => page === "granted";
