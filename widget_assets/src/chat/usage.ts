import type { Analysis, createAnalysis } from "../analysis/createAnalysis.js";
import type { Part } from "../loader/Part.js";
import type { ShownError, UsageBatch } from "../protocol/requests.js";
import type { Composer } from "../widget/createComposer.js";
import type { LazyTalk } from "../widget/createLazyTalk.js";
import type { Parts } from "../widget/createParts.js";
import type { FollowedAvailability } from "../widget/FollowedAvailability.js";
import type { HeldKey } from "../widget/View.js";
import { analysisMode } from "./analysisMode.js";
import type { View } from "./applyEvent.js";
import { onForgetting } from "./forgetting.js";
import { mayAnalyse } from "./mayAnalyse.js";
import { now } from "./now.js";
import { onObjections } from "./objections.js";
import { removeItem } from "./removeItem.js";
import { VISIT } from "./storeNames.js";

declare const ANALYSIS: Part;

export type AnalysisModule = { readonly createAnalysis: typeof createAnalysis };

type WithoutAge<T> = T extends unknown ? Omit<T, "age"> : never;

/** Something that was done. */
export type Noted = WithoutAge<UsageBatch["events"][number]>;

/** The visitor's log before something came into it, and after. */
export type Heard = readonly [before: View, after: View];

/** What the part is told, and when it was by the clock of `now`. */
export type Told = readonly [what: Noted | Heard, at: number];

/** The open panel, as far as it is analysed. */
export type PanelUse = {
  /** The chat's own origin. */
  readonly origin: string;
  readonly locale: string;
  readonly root: ShadowRoot;
  readonly held: HeldKey;
  readonly parts: Parts;
  readonly signal: AbortSignal;
  readonly availability: FollowedAvailability;
  /** What the visitor is asked comes before it. */
  readonly composer: Pick<Composer, "node">;
  readonly lazy: Pick<LazyTalk, "visitor" | "shown" | "missing">;
  /** When the panel was opened; see `now`. */
  readonly opened: number;
  /** What the server did not do, in words. */
  readonly refusal: string;
  /** The menu could not be loaded. */
  readonly gone: boolean;
};

let use: PanelUse | undefined;
let analysis: Analysis | undefined;
/** The opening of the panel at which the part was asked for, and by what. */
let asked = 0;
let bring: (() => Promise<AnalysisModule>) | undefined;
/** Noted while the part is on its way. */
let early: Told[] | undefined;
/** When it was seen last that nothing may be recorded. */
let barred = 0;

/** See `mayAnalyse`. Who has everything forgotten is left alone until the next page. */
const isAllowed = (): boolean | undefined =>
  use && !use.held.forgotten ? mayAnalyse(analysisMode(use.origin, use.availability.file)) : undefined;

/** Notes that something was done, or came into the visitor's log. Where nothing may be recorded it is gone at once. */
export function note(what: Noted | Heard): void {
  if (!isAllowed() || use?.signal.aborted) return;
  if (analysis) analysis.note(what, now());
  else early?.push([what, now()]);
}

/** Notes what has come into the visitor's log. */
export const noteTalk = (...heard: Heard): void => note(heard);

/** Notes that the visitor was told that something went wrong. */
export const noteError = (error: ShownError): void => note({ type: "error_shown", error });

/** Follows the panel while it is open, and what the visitor says to the analysis, until the panel's signal. */
export function followUsage(next: PanelUse): void {
  const { signal, held } = next;
  if (signal.aborted) return;
  const isNew = signal !== use?.signal;
  use = next;
  if (isNew) {
    // Another panel begins anew, in its own language. What the part still sends at the end of the last may ask first.
    analysis = bring = early = undefined;
    onObjections(decide, signal);
    onForgetting((what) => {
      if (what === "forgotten") held.forgotten = true;
      decide();
    }, signal);
  }
  decide();
}

function decide() {
  const followed = use as PanelUse;
  const allowed = isAllowed();
  if (!allowed) barred = now();
  if (allowed === undefined) removeItem(VISIT);
  if (analysis) analysis.follow(followed, allowed, barred);
  else if (allowed !== undefined) void load(followed);
}

/** What could not be loaded is tried again when the panel is opened again. */
async function load({ parts, opened, signal }: PanelUse) {
  if (asked === opened) return;
  asked = opened;
  early ??= [];
  bring ??= parts<AnalysisModule>(ANALYSIS);
  const part = await bring().catch(() => undefined);
  if (signal.aborted) return;
  analysis ??= part?.createAnalysis(isAllowed, early ?? []);
  early = undefined;
  decide();
}
