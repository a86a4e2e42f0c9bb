/** What a visitor may object to: the analysis of usage, and reports of errors. */
export type Purpose = "analysis" | "errors";

export type Objections = { readonly [purpose in Purpose]?: true };

export const OBJECTIONS = "tresen.objections";

/** Where the browser refuses to keep anything, for as long as the page lives. */
let held: Objections | undefined;

/** All that the visitor has objected to. */
export function objections(): Objections {
  try {
    return held ?? JSON.parse(localStorage.getItem(OBJECTIONS) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** Whether the visitor has objected to it. Ask each time: what it says holds at once, in all tabs. */
export function objected(purpose: Purpose): boolean {
  return objections()[purpose] === true;
}

/** Notes that the visitor objects to it, or does not any more. */
export function object(purpose: Purpose, objects: boolean): void {
  const { [purpose]: _, ...others } = objections();
  const all: Objections = objects ? { ...others, [purpose]: true } : others;
  try {
    if (Object.keys(all).length) localStorage.setItem(OBJECTIONS, JSON.stringify(all));
    else localStorage.removeItem(OBJECTIONS);
    held = undefined;
  } catch {
    held = all;
  }
}

/** Forgets what was objected to. */
export function forgetObjections(): void {
  object("analysis", false);
  object("errors", false);
}
