import { forgetKey } from "../chat/forgetKey.js";
import { now } from "../chat/now.js";
import { postProved, RequestRefused } from "../chat/postProved.js";
import { step } from "../chat/trail.js";
import { visitorKey } from "../chat/visitorKey.js";
import type { Challenge, ContactReceived, Form, NewContactRequest, Solution } from "../protocol/requests.js";
import type { ViewOptions } from "../widget/View.js";
import { pause } from "./pause.js";
import { solve } from "./solve.js";
import { SOONEST_MS } from "./soonest.js";

export type Solved = { readonly challenge: Challenge; readonly solution: Solution };

export type ContactContents = Omit<NewContactRequest, keyof Solved>;

/**
 * Where the form comes from, with a challenge that is worked on while the visitor writes, and where it is handed in. What
 * does not succeed rejects as in `postProved`.
 */
export type Desk = {
  read(): Promise<Form>;
  /** The challenge with its solution, of a new one where there is none; begun with the first call. */
  solved(): Promise<Solved>;
  /** Hands it in, unless the signal is aborted before it is on its way. */
  send(contents: ContactContents, signal: AbortSignal): Promise<ContactReceived>;
};

const ANSWER_MS = 20_000;

export function createDesk(options: Pick<ViewOptions, "origin" | "locale" | "held" | "signal">): Desk {
  const { origin, locale, held } = options;
  const { site } = held;
  // The site where the page's own origin does not tell it.
  const query = new URLSearchParams({ locale, ...(site && { site }) });
  let challenge: Challenge | undefined;
  let readAt = 0;
  let solving: Promise<Solved> | undefined;

  async function read() {
    const response = await fetch(`${origin}/api/contact/form?${query}`, {
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    step("code", response.status);
    const answer = await response.json();
    if (!answer.challenge) throw new RequestRefused(answer);
    challenge = answer.challenge;
    readAt = now();
    solving = undefined;
    return answer.form;
  }

  function solved() {
    solving ??= work();
    // Who waits for it hears of it, and can try again.
    solving.catch(() => {
      solving = undefined;
    });
    return solving;
  }

  async function work(): Promise<Solved> {
    if (challenge) return { challenge, solution: await solve(challenge.parameters, options.signal) };
    await read();
    return solved();
  }

  async function send(
    contents: ContactContents,
    signal: AbortSignal,
    isAgain?: boolean,
  ): Promise<ContactReceived> {
    const work = await solved();
    // What the page before has sent off, or is sent with a new challenge, would always be too soon.
    await pause(readAt + SOONEST_MS - now(), signal);
    signal.throwIfAborted();
    held.pair ??= visitorKey(site);
    const mine = held.pair;
    const pair = await mine;
    try {
      return await postProved(origin, "/api/contact/requests", pair, { ...contents, ...work }, site);
    } catch (error) {
      const { code } = error as RequestRefused;
      if (/^challenge/.test(code)) challenge = solving = undefined;
      else if (code === "erased") {
        await forgetKey(origin, pair, site);
        if (held.pair === mine) held.pair = undefined;
      } else throw error;
      // With another challenge, or another key for who was erased meanwhile, it may go at once.
      if (isAgain) throw error;
      return send(contents, signal, true);
    }
  }

  return { read, solved, send };
}
