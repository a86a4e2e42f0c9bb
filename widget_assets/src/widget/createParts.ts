import type { lazyPart, Part } from "../loader/lazyPart.js";
import { lazyOnce } from "./lazyOnce.js";

/** Gives what loads a part of the widget, ready to be used. */
export type Parts = <T extends object>(part: Part) => () => Promise<T>;

/** The build takes out of the parts what they have in common. */
type Bindable = { bind?(core: object): void };

/** Loads parts together with the core that they share. */
export function createParts(load: typeof lazyPart, origin: string, core: Part): Parts {
  const loadCore = lazyOnce(load<object>(origin, core));
  return <T extends object>(part: Part) => {
    const loadPart = load<T & Bindable>(origin, part);
    return async () => {
      const [shared, module] = await Promise.all([loadCore(), loadPart()]);
      module.bind?.(shared);
      return module;
    };
  };
}
