import type { Event } from "../protocol/frames.js";

/** A frame of API Gateway's own: what became of the command in flight is unknown. */
export type GatewayError = { readonly type: "gateway_error" };

const TYPES: { readonly [type in Event["type"]]: true } = {
  opened: true,
  message_acknowledged: true,
  history_read: true,
  conversations_listed: true,
  entry_added: true,
  conversation_changed: true,
  typing_announced: true,
  command_refused: true,
};

/** What a frame from the server says, or `undefined` for one that this release does not know. */
export function decodeEvent(frame: string): Event | GatewayError | undefined {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if ("type" in value) return Object.hasOwn(TYPES, String(value.type)) ? (value as Event) : undefined;
  return "message" in value ? { type: "gateway_error" } : undefined;
}
