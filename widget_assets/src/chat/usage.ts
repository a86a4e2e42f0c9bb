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
import { now } from "./now.js";
import { agreed, objected, onObjections } from "./objections.js";
import { removeItem } from "./removeItem.js";
import { VISIT } from "./storeNames.js";
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
let early: [Act, number][] | undefined;
/** The last opening of the panel at which nothing could be recorded. */
let barred = 0;

/**
 * Whether what is done may be recorded; `undefined` also forbids to ask. Ask each time: when a browser's setting or the
 * site's file changes nobody is told.
 */
function isAllowed(): boolean | undefined {
  const mode = use && analysisMode(use.origin, use.availability.file);
  if (!mode || use?.held.forgotten || wantsNoTracking() || objected("analysis")) return undefined;
  return mode === "opt_out" || agreed("analysis");
}

/** What the part does about something that was at a time of the clock of `now`. */
type Act = (part: Analysis, at: number) => void;

/** Where nothing may be recorded it is gone at once. */
function record(act: Act) {
  if (!isAllowed()) return;
  if (analysis) act(analysis, now());
  else early?.push([act, now()]);
}

/** Notes that something was done. */
export const note = (event: Noted): void => record((part, at) => part.note(event, at));

/** Notes what has come into the visitor's log. */
export const noteTalk = (before: View, after: View): void =>
  record((part, at) => part.noteTalk(before, after, at));

/** Notes that the visitor was told that something went wrong. */
export const noteError = (error: ShownError): void => note({ type: "error_shown", error });

/** Follows the panel while it is open, and what the visitor says to the analysis, until the panel's signal. */
export function followUsage(next: PanelUse): void {
  const { signal } = next;
  if (signal.aborted) return;
  if (!use) {
    onObjections(decide, signal);
    onForgetting((what) => {
      if (what === "forgotten") next.held.forgotten = true;
      decide();
    }, signal);
    // Another panel begins anew, in its own language. What the part still sends at its end may ask first.
    signal.addEventListener("abort", () => queueMicrotask(drop));
  }
  use = next;
  decide();
}

function drop() {
  use = analysis = bring = early = undefined;
  asked = barred = 0;
}

function decide() {
  if (!use) return;
  const allowed = isAllowed();
  if (!allowed) {
    early &&= [];
    barred = use.opened;
  }
  if (allowed === undefined) removeItem(VISIT);
  if (analysis) analysis.follow(use, allowed, barred === use.opened);
  else if (allowed !== undefined) void load(use);
}

/** What could not be loaded is tried again when the panel is opened again. */
async function load({ parts, opened, signal }: PanelUse) {
  if (early || asked === opened) return;
  asked = opened;
  early = [];
  bring ??= parts<AnalysisModule>(ANALYSIS);
  const part = await bring().catch(() => undefined);
  if (signal.aborted) return;
  const noted = early;
  early = undefined;
  if (!part) return;
  analysis = part.createAnalysis(isAllowed);
  decide();
  for (const [act, at] of noted ?? []) if (isAllowed()) act(analysis, at);
}
