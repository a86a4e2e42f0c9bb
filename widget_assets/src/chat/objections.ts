import { changes, denied, granted } from "./consent.js";
import { removeItem } from "./removeItem.js";
import { REPORTS, VISIT } from "./storeNames.js";

/** What a visitor may object to: the analysis of usage, and reports of errors. */
export type Purpose = "analysis" | "errors";

/** `true` where the visitor objects, `false` where the visitor has agreed; else nothing was said. */
export type Objections = { readonly [purpose in Purpose]?: boolean };

export const OBJECTIONS = "tresen.objections";

/** Where the browser refuses to keep anything, for as long as the page lives. */
let held: string | undefined;

/** All that the visitor has said about it. */
export function objections(): Objections {
  try {
    return JSON.parse(held ?? localStorage.getItem(OBJECTIONS) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** Whether the visitor has objected to it, here or to the page. Ask each time: it holds at once, in all tabs. */
export function objected(purpose: Purpose): boolean {
  return denied() || objections()[purpose] === true;
}

/** Whether the visitor was asked, and has agreed. What was said to the page does not outweigh what was said here. */
export function agreed(purpose: Purpose): boolean {
  return (objections()[purpose] ?? !granted()) === false;
}

/** Calls it whenever something was said, here, by the page or in another tab, until the signal. */
export function onObjections(take: () => void, signal: AbortSignal): void {
  if (signal.aborted) return;
  changes.addEventListener("change", take, { signal });
  // Without a key all of the store was cleared.
  addEventListener("storage", ({ key }) => (key ?? OBJECTIONS) === OBJECTIONS && take(), { signal });
}

/** Notes that the visitor `objects`, or agrees to it; without either, that nothing holds any more of what was said. */
export function setObjection(purpose: Purpose, objects?: boolean): void {
  const all = JSON.stringify({ ...objections(), [purpose]: objects });
  if (objects !== false) removeItem(purpose === "analysis" ? VISIT : REPORTS);
  held = undefined;
  try {
    if (all === "{}") localStorage.removeItem(OBJECTIONS);
    else localStorage.setItem(OBJECTIONS, all);
  } catch {
    held = all;
  }
  changes.dispatchEvent(new Event("change"));
}
