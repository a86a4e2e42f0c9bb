import type { Call } from "../interface/Tresen.js";
import type { Kept } from "../widget/Kept.js";

/** What the page has called and is still to be done, in order: at first the page's own array. */
export type Calls = Call[] & {
  /** There is a widget already. */
  readonly version?: 1;
  /** The script and its settings, where the loader runs as a module: there it can not see its own element. */
  from?: { readonly src: string; readonly dataset: Readonly<Record<string, string | undefined>> };
  /** What outlives the panel of one language. */
  kept?: Kept;
};
