import { step } from "../../chat/trail.js";
import { type ProblemCode, problemCodes } from "../../protocol/requests.js";
import type { SignIn } from "../sign_in/createSignIn.js";
import { GrantRefused } from "../sign_in/requestTokens.js";

/** Why a request came to nothing: what the server says, or that it can not be reached. */
export type ApiProblem = ProblemCode | "unreachable";

export class RequestFailed extends Error {
  constructor(readonly code: ApiProblem) {
    super(code);
  }
}

export const problemOf = (error: unknown): ApiProblem =>
  error instanceof RequestFailed ? error.code : "failed";

export type Api = {
  /** The answer's body. Rejects with `RequestFailed`. */
  post<T>(path: string, body: unknown): Promise<T>;
};

const PATIENCE_MS = 20_000;

/** The HTTP API, asked with the agent's access token. */
export function createApi({ accessToken }: Pick<SignIn, "accessToken">): Api {
  async function send(path: string, body: unknown, spent: boolean): Promise<Response> {
    const token = await accessToken(spent);
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    step("code", response.status);
    return response;
  }

  /** A token may have been revoked before its end: a new one tells whether the sign-in is over. */
  async function sendSignedIn(path: string, body: unknown): Promise<Response> {
    const response = await send(path, body, false);
    return response.status === 401 ? send(path, body, true) : response;
  }

  return {
    async post<T>(path: string, body: unknown): Promise<T> {
      try {
        const response = await sendSignedIn(path, body);
        if (!response.ok) throw new RequestFailed(await codeOf(response));
        return (await response.json()) as T;
      } catch (error) {
        if (error instanceof RequestFailed) throw error;
        throw new RequestFailed(error instanceof GrantRefused ? "not_signed_in" : "unreachable");
      }
    },
  };
}

/** API Gateway's own answers have no code of ours. */
async function codeOf(response: Response): Promise<ProblemCode> {
  const body = await response.json().catch(() => null);
  const code = problemCodes.find((each) => each === body?.code);
  return code ?? (response.status === 429 || response.status === 503 ? "busy" : "failed");
}
