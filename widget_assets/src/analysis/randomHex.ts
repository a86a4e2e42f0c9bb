import { hex } from "../form/hex.js";

/** So many random bytes. Unlike `randomUUID` they can be had without https, too. */
export const randomHex = (bytes: number): string => hex(crypto.getRandomValues(new Uint8Array(bytes)).buffer);
