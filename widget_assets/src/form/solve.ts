import type { ChallengeParameters, Solution } from "../protocol/requests.js";
import { hex } from "./hex.js";

const COUNTER_DIGITS = 8;

/**
 * Finds the counter of ALTCHA's proof of work, version 2. Each try is WebCrypto's own work, beside the page's: between two
 * of them the page has its turn.
 *
 * @throws the signal's reason when it is aborted
 */
export async function solve(
  { nonce, salt, cost, keyLength, keyPrefix }: ChallengeParameters,
  signal: AbortSignal,
): Promise<Solution> {
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; ; counter++) {
    signal.throwIfAborted();
    const password = bytes(nonce + counter.toString(16).padStart(COUNTER_DIGITS, "0"));
    const key = await crypto.subtle.importKey("raw", password, algorithm, false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(algorithm, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
}

const bytes = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
