import type { Event } from "../protocol/frames.js";

/** A frame of API Gateway's own: what became of the command in flight is unknown. */
export type GatewayError = { readonly type: "gateway_error" };

/**
 * What a frame from the server says, or `undefined` for one that says nothing.
 *
 * It may be an event of a later release, which nobody here acts on.
 */
export function decodeEvent(frame: string): Event | GatewayError | undefined {
  try {
    const value = JSON.parse(frame);
    if (value?.type) return value;
    return value?.message ? { type: "gateway_error" } : undefined;
  } catch {
    return undefined;
  }
}
