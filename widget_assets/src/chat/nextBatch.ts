import { FRAME_BYTES, MESSAGES_AT_ONCE } from "../protocol/frames.js";
import type { Unsent } from "./createOutbox.js";

// What a frame holds besides its messages, and a message besides its text.
const FRAME_SPARE = 512;
const MESSAGE_SPARE = 100;

/** The messages that go next, as many as one frame takes; those in `alone` are not sent together with others. */
export function nextBatch(unsent: readonly Unsent[], alone: ReadonlySet<string>): readonly Unsent[] {
  const batch: Unsent[] = [];
  let room = FRAME_BYTES - FRAME_SPARE;
  for (const message of unsent.filter(({ failed }) => !failed).slice(0, MESSAGES_AT_ONCE)) {
    room -= new TextEncoder().encode(JSON.stringify(message.text)).length + MESSAGE_SPARE;
    const single = alone.has(message.client_message_id);
    if (batch.length && (room < 0 || single)) break;
    batch.push(message);
    if (single) break;
  }
  return batch;
}
