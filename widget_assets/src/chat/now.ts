/**
 * Milliseconds since the page began. On some systems the clock of `performance` stands still while the device sleeps
 * (w3c/hr-time#115), so the one that people set counts where it is ahead; set back, it changes nothing.
 */
export const now = (): number => Math.max(performance.now(), Date.now() - performance.timeOrigin);
