const ANSWER_MS = 5_000;

/** How far this device's clock is behind the server's, in seconds. */
let behind = 0;

/**
 * The server's time in epoch seconds, as far as it is known here. For browsers whose clock is wrong: a proof is only
 * accepted for a short time.
 *
 * @param failures how often what was made by this clock was not taken: after one, `Date` and `Age` of a static asset put
 * it right if they can be had
 */
export async function serverTime(origin: string, failures: number): Promise<number> {
  try {
    if (failures) {
      const { headers } = await fetch(`${origin}/loader.js`, {
        method: "HEAD",
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const now = Date.parse(headers.get("date") ?? "") / 1000 + Number(headers.get("age"));
      behind = now - Date.now() / 1000 || behind;
    }
  } catch {
    // The clock may be right, after all.
  }
  return Date.now() / 1000 + behind;
}
