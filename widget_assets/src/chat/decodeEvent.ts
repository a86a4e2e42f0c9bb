import type { CommandRefused, Event } from "../protocol/frames.js";

/** An answer has an id, a refusal a code as well; what the server tells by itself has neither. */
export type Received = Event & Partial<Omit<CommandRefused, "type">>;

/**
 * What a frame from the server says, or `undefined` for one that says nothing.
 *
 * It may be an event of a later release, which nobody here acts on. An error of API Gateway's own is a refusal of
 * whatever is in flight: what became of that is unknown.
 */
export function decodeEvent(frame: string): Received | undefined {
  try {
    const value = JSON.parse(frame);
    if (value.type) return value;
    return value.message && { type: "gateway_error", command_id: null, code: "failed" };
  } catch {
    return undefined;
  }
}
