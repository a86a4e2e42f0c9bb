import { forgetKey } from "../chat/forgetKey.js";
import { postProved, RequestRefused } from "../chat/postProved.js";
import { visitorKey } from "../chat/visitorKey.js";
import type { Problem } from "../protocol/requests.js";
import type { HeldKey } from "../widget/View.js";
import { isProblem } from "./isProblem.js";

/**
 * Asks the server as the visitor. Where there was no answer it is `busy`.
 *
 * @throws the signal's reason when it is aborted before something goes out
 */
export type Caller = <T extends object>(
  path: string,
  body: object,
  signal: AbortSignal,
) => Promise<T | Problem>;

/** Who was erased meanwhile begins anew with another key, once. */
export function createCaller(origin: string, held: HeldKey): Caller {
  async function post<T extends object>(
    path: string,
    body: object,
    signal: AbortSignal,
  ): Promise<T | Problem> {
    signal.throwIfAborted();
    held.pair ??= visitorKey();
    try {
      return await postProved<T>(origin, path, await held.pair, body);
    } catch (error) {
      return error instanceof RequestRefused ? error.problem : { code: "busy" };
    }
  }

  return async <T extends object>(path: string, body: object, signal: AbortSignal) => {
    const answer = await post<T>(path, body, signal);
    const old = held.pair;
    if (!isProblem(answer) || answer.code !== "erased" || !old) return answer;
    // Whoever has had everything deleted here wants nothing sent, either.
    signal.throwIfAborted();
    await forgetKey(await old);
    if (held.pair === old) held.pair = undefined;
    return post<T>(path, body, signal);
  };
}
