import { backOff } from "../chat/backOff.js";
import type { RequestRefused } from "../chat/postProved.js";
import { pause } from "./pause.js";

/** After these codes the same is asked again, and without one: no connection, no answer, an error of the edge. */
const LATER = /^(busy|failed|not_signed_in|too_soon|challenge)/;

/**
 * Asks the server again and again until it has answered, or refused it for good.
 *
 * @param ask rejects as `postProved` does
 * @param onWait it may take a while
 * @throws `RequestRefused`, or the signal's reason when it is aborted: what was under way then may have arrived
 */
export async function untilDone<T>(
  ask: () => Promise<T>,
  onWait: () => void,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      const answer = await ask();
      signal.throwIfAborted();
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const { code = "busy", retry_after_seconds } = (error as Partial<RequestRefused>).problem ?? {};
      if (!LATER.test(code)) throw error;
      // To be asked for patience is no trouble on the way.
      if (code !== "too_soon") onWait();
      await pause(Math.max((retry_after_seconds ?? 0) * 1000, backOff(failures)), signal);
    }
  }
}
