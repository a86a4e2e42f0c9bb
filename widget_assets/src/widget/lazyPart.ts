import type { importPart } from "../loader/importPart.js";
import type { Part } from "../loader/Part.js";

/**
 * Loads a part of the widget; once it is there it stays. After a failure the next call takes an address that was never
 * tried before, as browsers may remember that a module could not be loaded (whatwg/html#6768).
 *
 * @param load the loader's own, so that it is not loaded twice
 */
export function lazyPart<T>(
  load: typeof importPart,
  origin: string,
  { path, integrity }: Part,
): () => Promise<T> {
  let failures = 0;
  return () =>
    load<T>(origin + path + (failures ? `?${failures}` : ""), integrity).catch((error) => {
      failures++;
      throw error;
    });
}
