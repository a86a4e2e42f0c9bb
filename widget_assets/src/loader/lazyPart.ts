import { importPart } from "./importPart.js";

/** A file of the build: where it lies on the chat's origin, and its hash. */
export type Part = { readonly path: string; readonly integrity: string };

/**
 * Loads a part of the widget; once it is there it stays. After a failure the next call takes an address that was never
 * tried before, as browsers may remember that a module could not be loaded (whatwg/html#6768).
 */
export function lazyPart<T>(origin: string, { path, integrity }: Part): () => Promise<T> {
  let failures = 0;
  return () =>
    importPart<T>(origin + path + (failures ? `?${failures}` : ""), integrity).catch((error) => {
      failures++;
      throw error;
    });
}
