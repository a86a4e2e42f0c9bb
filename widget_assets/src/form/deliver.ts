import { backOff } from "../chat/backOff.js";
import { forgetKey } from "../chat/forgetKey.js";
import { postProved, RequestRefused } from "../chat/postProved.js";
import { visitorKey } from "../chat/visitorKey.js";
import type { ContactReceived, NewContactRequest, Problem } from "../protocol/requests.js";
import type { HeldKey } from "../widget/View.js";
import type { Desk } from "./createDesk.js";
import { isProblem } from "./isProblem.js";
import { pause } from "./pause.js";

export type ContactContents = Omit<NewContactRequest, "challenge" | "solution">;

export type DeliveryOptions = {
  readonly origin: string;
  readonly held: HeldKey;
  readonly desk: Desk;
  /** It may take a while until it is sent. */
  onWait(): void;
};

/** After these codes the same is sent again. */
const LATER = /^(busy|failed|not_signed_in|too_soon|challenge)/;
const CHALLENGE = /^challenge/;

/**
 * Sends a contact request, again and again until the server has confirmed it, or refused it for good. It has one id, so
 * that it is stored once whatever was lost on the way.
 *
 * @throws the signal's reason when it is aborted: what was under way then may have arrived
 */
export async function deliver(
  contents: ContactContents,
  { origin, held, desk, onWait }: DeliveryOptions,
  signal: AbortSignal,
): Promise<ContactReceived | Problem> {
  let renewed = false;
  for (let failures = 0; ; failures++) {
    const solved = await desk.solved();
    signal.throwIfAborted();
    held.pair ??= visitorKey(held.site);
    const mine = held.pair;
    const pair = await mine;
    const answer = isProblem(solved)
      ? solved
      : await postProved<ContactReceived>(
          origin,
          "/api/contact/requests",
          pair,
          { ...contents, ...solved },
          held.site,
        ).catch((error): Problem => (error instanceof RequestRefused ? error.problem : { code: "busy" }));
    // Whoever has had everything deleted here wants nothing sent, either.
    signal.throwIfAborted();
    if (!isProblem(answer)) return answer;
    const { code, retry_after_seconds } = answer;
    if (CHALLENGE.test(code)) desk.drop();
    if (code === "erased" && !renewed) {
      // Who was erased meanwhile begins anew with another key, once.
      renewed = true;
      await forgetKey(origin, pair, held.site);
      if (held.pair === mine) held.pair = undefined;
    } else if (!LATER.test(code)) return answer;
    else if (!CHALLENGE.test(code) || failures) {
      // To be asked for patience is no trouble on the way.
      if (code !== "too_soon") onWait();
      await pause(Math.max((retry_after_seconds ?? 0) * 1000, backOff(failures)), signal);
    }
  }
}
