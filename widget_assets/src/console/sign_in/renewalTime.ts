const EARLY_MS = 5 * 60_000;

/** When to renew a token that was given at `now`: five minutes before its end, or after four fifths of a short life. */
export function renewalTime(now: number, lifetimeMs: number): number {
  return now + Math.max(lifetimeMs - EARLY_MS, lifetimeMs * 0.8);
}
