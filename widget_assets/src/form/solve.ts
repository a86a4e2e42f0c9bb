import type { ChallengeParameters, Solution } from "../protocol/requests.js";
import { hex } from "./hex.js";

const COUNTER_BYTES = 4;

/**
 * Finds the counter of ALTCHA's proof of work, version 2. Each try is WebCrypto's own work, beside the page's: between two
 * of them the page has its turn.
 *
 * @throws the signal's reason when it is aborted
 */
export async function solve(challenge: ChallengeParameters, signal: AbortSignal): Promise<Solution> {
  const nonce = bytes(challenge.nonce);
  const password = new Uint8Array(nonce.length + COUNTER_BYTES);
  password.set(nonce);
  const tail = new DataView(password.buffer, nonce.length);
  const prefix = challenge.keyPrefix.toLowerCase();
  for (let counter = 0; ; counter++) {
    signal.throwIfAborted();
    tail.setUint32(0, counter);
    const derivedKey = await derive(password, challenge);
    if (derivedKey.startsWith(prefix)) return { counter, derivedKey };
  }
}

async function derive(
  password: BufferSource,
  { salt, cost, keyLength }: ChallengeParameters,
): Promise<string> {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(algorithm, key, keyLength * 8));
}

const bytes = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
