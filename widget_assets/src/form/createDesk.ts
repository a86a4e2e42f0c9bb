import type { Challenge, FormRead, Problem, Solution } from "../protocol/requests.js";
import { ask } from "./ask.js";
import { isProblem } from "./isProblem.js";
import { solve } from "./solve.js";

export type Solved = { readonly challenge: Challenge; readonly solution: Solution };

/** Where the form comes from, and with it a challenge that is worked on while the visitor writes. */
export type Desk = {
  read(): Promise<FormRead | Problem>;
  /** Begins to work on the challenge, if there is one. */
  begin(): void;
  /** The challenge with its solution, of a new one where there is none. */
  solved(): Promise<Solved | Problem>;
  /** Lets the work be. */
  rest(): void;
  /** The challenge is no good any more. */
  drop(): void;
};

export function createDesk(origin: string, locale: string): Desk {
  let challenge: Challenge | undefined;
  let solving: Promise<Solved | Problem> | undefined;
  let aborter = new AbortController();

  async function read() {
    const answer = await ask<FormRead>(`${origin}/api/contact/form?locale=${locale}`, "challenge");
    if (!isProblem(answer)) challenge = answer.challenge;
    return answer;
  }

  async function work({ signal }: AbortController): Promise<Solved | Problem> {
    const answer = challenge ? { challenge } : await read();
    if (isProblem(answer)) {
      solving = undefined;
      return answer;
    }
    const { challenge: asked } = answer;
    return { challenge: asked, solution: await solve(asked.parameters, signal) };
  }

  function solved() {
    solving ??= work(aborter);
    // Who waits for it hears of it.
    solving.catch(() => {});
    return solving;
  }

  function rest() {
    aborter.abort();
    aborter = new AbortController();
    solving = undefined;
  }

  return {
    read,
    begin() {
      if (challenge) void solved();
    },
    solved,
    rest,
    drop() {
      rest();
      challenge = undefined;
    },
  };
}
