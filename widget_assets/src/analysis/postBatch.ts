import { postText } from "../chat/postText.js";
import type { UsageBatch } from "../protocol/requests.js";

/**
 * Sends a batch, also from a page that is being left; whether the server has decided about it.
 *
 * @param isLeaving the page may be gone before there is an answer
 */
export async function postBatch(
  origin: string,
  batch: UsageBatch,
  isLeaving: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const url = `${origin}/api/events`;
  const body = JSON.stringify(batch);
  // For browsers that have nothing else: with a beacon goes the page's referrer, under some policies with its query, and
  // under others `Origin: null` by the standard (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
  if (isLeaving && !("keepalive" in Request.prototype)) return navigator.sendBeacon(url, body);
  try {
    const { status } = await postText(url, body, signal);
    return status < 500 && status !== 429;
  } catch {
    return false;
  }
}
