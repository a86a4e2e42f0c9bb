import { backOff } from "../chat/backOff.js";
import type { ContactReceived, NewContactRequest, Problem } from "../protocol/requests.js";
import type { Caller } from "./createCaller.js";
import type { Desk } from "./createDesk.js";
import { isProblem } from "./isProblem.js";
import { pause } from "./pause.js";

export type ContactContents = Omit<NewContactRequest, "challenge" | "solution">;

export type DeliveryOptions = {
  readonly caller: Caller;
  readonly desk: Desk;
  readonly signal: AbortSignal;
  /** It may take a while until it is sent. */
  onWait(): void;
};

/** After these codes the same is sent again. */
const LATER = /^(busy|failed|not_signed_in|too_soon|challenge)/;
const PATH = "/api/contact/requests";
const CHALLENGE = /^challenge/;

/**
 * Sends a contact request, again and again until the server has confirmed it, or refused it for good. It has one id, so
 * that it is stored once whatever was lost on the way.
 *
 * @throws the signal's reason when it is aborted: what was under way then may have arrived
 */
export async function deliver(
  contents: ContactContents,
  { caller, desk, signal, onWait }: DeliveryOptions,
): Promise<ContactReceived | Problem> {
  for (let failures = 0; ; failures++) {
    const answer = await attempt(contents, caller, desk, signal);
    signal.throwIfAborted();
    if (!isProblem(answer) || !LATER.test(answer.code)) return answer;
    const { code, retry_after_seconds } = answer;
    if (CHALLENGE.test(code) && !failures) continue;
    // To be asked for patience is no trouble on the way.
    if (code !== "too_soon") onWait();
    await pause(Math.max((retry_after_seconds ?? 0) * 1000, backOff(failures)), signal);
  }
}

async function attempt(contents: ContactContents, caller: Caller, desk: Desk, signal: AbortSignal) {
  const solved = await desk.solved();
  if (isProblem(solved)) return solved;
  const answer = await caller<ContactReceived>(PATH, { ...contents, ...solved }, signal);
  if (isProblem(answer) && CHALLENGE.test(answer.code)) desk.drop();
  return answer;
}
