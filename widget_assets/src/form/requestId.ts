import type { Values } from "./createFields.js";
import { hex } from "./hex.js";

const ID_CHARACTERS = 32;

/**
 * The id of a contact request: of this draft with these contents. Sent again, from whatever tab and after whatever was
 * lost, it is the same and stored once; edited in between it is another, so that nothing of it is taken for sent.
 */
export async function requestId(seed: string, values: Values): Promise<string> {
  const text = JSON.stringify([seed, Object.entries(values).sort()]);
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).slice(0, ID_CHARACTERS);
}
