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

/** Loads parts together with the core that they share. */
export function createParts(load: typeof importPart, origin: string, core: Part): Parts {
  const loadCore = lazyOnce(lazyPart<object>(load, origin, core));
  return <T extends object>(part?: Part) => {
    const loadPart = (part ? lazyPart(load, origin, part) : loadCore) as () => Promise<T & Bindable>;
    return async () => {
      const [shared, module] = await Promise.race([Promise.all([loadCore(), loadPart()]), late()]);
      module.bind?.(shared);
      return module;
    };
  };
}

function late(): Promise<never> {
  return new Promise((_, reject) => setTimeout(reject, LOAD_MS));
}
