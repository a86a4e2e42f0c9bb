import { step } from "../chat/trail.js";
import type { Challenge, FormRead, Problem, Solution } from "../protocol/requests.js";
import { isProblem } from "./isProblem.js";
import { solve } from "./solve.js";

export type Solved = { readonly challenge: Challenge; readonly solution: Solution };

/** Where the form comes from, and with it a challenge that is worked on while the visitor writes. */
export type Desk = {
  /**
   * Never fails: what came back without one of the server's codes (no connection, no answer, an error of the edge or the
   * throttle) is `busy`, after which the same can be asked again.
   */
  read(): Promise<FormRead | Problem>;
  /** The challenge with its solution, of a new one where there is none; begun with the first call. */
  solved(): Promise<Solved | Problem>;
  /** The challenge is no good any more. */
  drop(): void;
};

const ANSWER_MS = 20_000;

/** `query` names the language, and the site where the page's own origin does not tell it. */
export function createDesk(origin: string, query: Record<string, string>, signal: AbortSignal): Desk {
  let challenge: Challenge | undefined;
  let solving: Promise<Solved | Problem> | undefined;

  async function read(): Promise<FormRead | Problem> {
    try {
      const response = await fetch(`${origin}/api/contact/form?${new URLSearchParams(query)}`, {
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      step("code", response.status);
      const answer = await response.json();
      challenge = answer.challenge;
      if (challenge || answer.code) return answer;
    } catch {}
    return { code: "busy" };
  }

  async function work(): Promise<Solved | Problem> {
    const answer = challenge ? { challenge } : await read();
    if (!isProblem(answer)) return solution(answer.challenge, signal);
    solving = undefined;
    return answer;
  }

  return {
    read,
    solved() {
      solving ??= work();
      // Who waits for it hears of it.
      solving.catch(() => {});
      return solving;
    },
    drop() {
      challenge = solving = undefined;
    },
  };
}

const solution = async (challenge: Challenge, signal: AbortSignal): Promise<Solved> => ({
  challenge,
  solution: await solve(challenge.parameters, signal),
});
