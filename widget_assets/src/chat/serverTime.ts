const ANSWER_MS = 5_000;

/**
 * The server's time in epoch seconds, read from the `Date` and `Age` of a static asset; `NaN` when it can not be had.
 * For browsers whose clock is wrong: a proof is only accepted for a short time.
 */
export async function serverTime(asset: string): Promise<number> {
  try {
    const { headers } = await fetch(asset, {
      method: "HEAD",
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return Date.parse(headers.get("date") ?? "") / 1000 + Number(headers.get("age") ?? 0);
  } catch {
    return Number.NaN;
  }
}
