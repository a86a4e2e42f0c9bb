import type { Problem, ProblemCode } from "../protocol/requests.js";
import { makeProof } from "./makeProof.js";
import { serverTime } from "./serverTime.js";
import { step } from "./trail.js";

/** The server's answer to a request that it did not carry out. What is not in its words is `busy` or `failed`. */
export class RequestRefused extends Error {
  readonly code: ProblemCode;

  constructor(readonly problem: Problem) {
    super(problem.code);
    this.code = problem.code;
  }
}

const ANSWER_MS = 20_000;

/**
 * Asks the HTTP API as the visitor, and gives its answer. A wrong clock is put right once.
 *
 * Rejects with `RequestRefused`, and with another error when there was no answer: what became of it is unknown then.
 *
 * @param path with its leading slash, below the chat's own origin
 * @param site which one is meant, where the page's own origin does not say it
 */
export async function postProved<T>(
  origin: string,
  path: string,
  key: CryptoKeyPair,
  body: object,
  site?: string,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    const proof = await makeProof(key, origin + path, await serverTime(origin, failures), "POST", site);
    const answer = await fetch(origin + path, {
      method: "POST",
      headers: { Authorization: `Proof ${proof}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    step("code", answer.status);
    if (answer.ok) return answer.json();
    if (answer.status !== 401 || failures) throw new RequestRefused(await problemOf(answer));
  }
}

/** API Gateway's own refusals have no code. */
async function problemOf(answer: Response): Promise<Problem> {
  const said: Partial<Problem> = await answer.json().catch(() => ({}));
  return { ...said, code: said.code ?? (answer.status === 429 ? "busy" : "failed") };
}
