const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait after the nth failure. Full jitter: a thousand clients do not come back together. */
export function backOff(failures: number): number {
  return Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
}
