import type { createAnalysis } from "../analysis/createAnalysis.js";
import type { FollowedAvailability } from "../loader/followAvailability.js";
import type { Part } from "../loader/lazyPart.js";
import type { Locale } from "../loader/pickLocale.js";
import type { ShownError, UsageBatch } from "../protocol/requests.js";
import type { Composer } from "../widget/createComposer.js";
import type { LazyTalk } from "../widget/createLazyTalk.js";
import type { Parts } from "../widget/createParts.js";
import { onForgetting } from "./forgetting.js";
import { forgetVisit } from "./forgetVisit.js";
import { agreed, objected, onObjections } from "./objections.js";
import { wantsNoTracking } from "./wantsNoTracking.js";

declare const ANALYSIS: Part;

export type AnalysisModule = { readonly createAnalysis: typeof createAnalysis };

type WithoutAge<T> = T extends unknown ? Omit<T, "age"> : never;

/** Something that was done. */
export type Noted = WithoutAge<UsageBatch["events"][number]>;

/** The open panel, as far as it is analysed. */
export type PanelUse = {
  /** The chat's own origin. */
  readonly origin: string;
  readonly locale: Locale;
  readonly root: ShadowRoot;
  readonly parts: Parts;
  readonly availability: FollowedAvailability;
  /** What the visitor is asked comes before it. */
  readonly composer: Pick<Composer, "node">;
  readonly lazy: Pick<LazyTalk, "visitor" | "shown" | "missing">;
  /** How often the panel was opened. */
  readonly opened: number;
  /** What the server did not do, in words. */
  readonly refusal: string;
  /** The menu could not be loaded. */
  readonly gone: boolean;
};

let use: PanelUse | undefined;
let analysis: ReturnType<typeof createAnalysis> | undefined;
/** Absent where nothing may be recorded. `at` is of the clock of `performance`. */
let take: ((event: Noted, at: number) => void) | undefined;
/** At which opening of the panel the part was asked for, and by what. */
let asked = 0;
let bring: (() => Promise<AnalysisModule>) | undefined;
/** Noted while the part is on its way. */
let early: [Noted, number][] | undefined;
/** Who wants nothing left in this browser is left alone, too, until the next page. */
let forgotten = false;

/** Notes that something was done. Where nothing may be recorded it is gone at once. */
export function note(event: Noted): void {
  take?.(event, performance.now());
}

/** Notes that the visitor was told that something went wrong. */
export const noteError = (error: ShownError): void => note({ type: "error_shown", error });

/** Follows the panel while it is open, and what the visitor says to the analysis. */
export function followUsage(next: PanelUse): void {
  if (!use) {
    onObjections(decide);
    onForgetting((what) => {
      forgotten ||= what === "forgotten";
      decide();
    });
  }
  use = next;
  decide();
}

function decide() {
  if (!use) return;
  const mode = use.availability.file?.analysis;
  const isRefused = !mode || forgotten || wantsNoTracking() || objected("analysis");
  const isAllowed = !isRefused && (mode === "opt_out" || agreed("analysis"));
  take = isAllowed ? (analysis?.note ?? wait) : undefined;
  if (!isAllowed) early &&= [];
  if (!isAllowed || mode !== "opt_in") forgetVisit();
  if (isRefused) analysis?.stop();
  else if (analysis) analysis.follow(use, isAllowed);
  else void load(use);
}

const wait = (...noted: [Noted, number]) => void early?.push(noted);

/** What could not be loaded is tried again when the panel is opened again. */
async function load({ parts, opened }: PanelUse) {
  if (early || asked === opened) return;
  asked = opened;
  early = [];
  bring ??= parts<AnalysisModule>(ANALYSIS);
  const part = await bring().catch(() => undefined);
  const noted = early;
  early = undefined;
  if (!part) return;
  analysis = part.createAnalysis();
  decide();
  for (const each of noted) take?.(...each);
}
