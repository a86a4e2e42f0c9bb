import type { setConsent } from "../chat/consent.js";
import type { Consent } from "../interface/Tresen.js";
import type { importPart } from "../loader/importPart.js";
import type { Part } from "../loader/Part.js";
import { lazyOnce } from "./lazyOnce.js";
import { lazyPart } from "./lazyPart.js";

/** Gives what loads a part of the widget, ready to be used; without one the core itself, which is there once. */
export type Parts = <T extends object>(part?: Part) => () => Promise<T>;

/** The build takes out of the parts what they have in common. */
type Bindable = { bind?(core: object): void };

/** Some networks never answer, and what waits for a part has to be let go of again. */
const LOAD_MS = 15_000;

/**
 * Loads parts together with the core that they share. Before any of them does anything it is known what the page says of
 * the analysis and the reports.
 *
 * @param settings those that hold right now
 * @param signal when the panel ends
 */
export function createParts(
  load: typeof importPart,
  origin: string,
  core: Part,
  settings: DOMStringMap,
  signal: AbortSignal,
): Parts {
  const bring = lazyPart<{ setConsent: typeof setConsent }>(load, origin, core);
  const loadCore = lazyOnce(async () => {
    const shared = await bring();
    shared.setConsent(settings.consent as Consent | undefined);
    return shared;
  });
  return <T extends object>(part?: Part) => {
    // The conversation is what the others are bound to, and is there once, too.
    const isCore = !part || part.path === core.path;
    const loadPart = (isCore ? loadCore : lazyPart(load, origin, part)) as () => Promise<T & Bindable>;
    return async () => {
      const [shared, module] = await inTime(Promise.all([loadCore(), loadPart()]), signal);
      module.bind?.(shared);
      return module;
    };
  };
}

function inTime<T>(loading: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, LOAD_MS);
  });
  const stop = () => clearTimeout(timer);
  signal.addEventListener("abort", stop);
  return Promise.race([loading, late]).finally(stop);
}
