/**
 * The server's time in epoch seconds, read from the `Date` and `Age` of a static asset.
 * For browsers whose clock is wrong: a proof is only accepted for a short time.
 */
export async function serverTime(asset: string): Promise<number> {
  const { headers } = await fetch(asset, { method: "HEAD", cache: "no-store", credentials: "omit" });
  return Date.parse(headers.get("date") ?? "") / 1000 + Number(headers.get("age") ?? 0);
}
