import { FRAME_BYTES } from "../protocol/frames.js";
import type { Unsent } from "./createOutbox.js";

// What a frame holds besides its messages, and a message besides its text.
const FRAME_SPARE = 512;
const MESSAGE_SPARE = 100;

/** The messages that go next: as many as one frame takes, and no more than `most`. */
export function nextBatch(unsent: readonly Unsent[], most: number): readonly Unsent[] {
  let room = FRAME_BYTES - FRAME_SPARE;
  return unsent
    .filter(({ failed }) => !failed)
    .slice(0, most)
    .filter(({ text }, at) => {
      room -= new TextEncoder().encode(JSON.stringify(text)).length + MESSAGE_SPARE;
      return at === 0 || room >= 0;
    });
}
