import { step } from "../chat/trail.js";
import type { Problem } from "../protocol/requests.js";

const ANSWER_MS = 20_000;

/**
 * Asks the HTTP API for something public, and never fails: what came back without one of its codes (no connection, no
 * answer, an error of the edge or the throttle) is `busy`, after which the same can be asked again.
 */
export async function ask<T extends object>(url: string, part: keyof T): Promise<T | Problem> {
  try {
    const response = await fetch(url, {
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    step("code", response.status);
    const body = await response.json();
    return body[part] || body.code ? body : { code: "busy" };
  } catch {
    return { code: "busy" };
  }
}
