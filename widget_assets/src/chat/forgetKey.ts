import { keyName } from "./database.js";
import { placeOf } from "./placeOf.js";
import { whileKept } from "./whileKept.js";

/**
 * Drops a key pair that the server has no use for any more, and what was said with it; another one that was made since
 * stays.
 *
 * @param origin the chat's own
 * @param site where the page names it
 */
export const forgetKey = (origin: string, pair: CryptoKeyPair, site?: string): Promise<void> =>
  whileKept(pair, site, (history, keys) => {
    keys.delete(keyName(site));
    // On the chat's own pages what was said to another site stays.
    history.delete(placeOf(origin, site));
  });
