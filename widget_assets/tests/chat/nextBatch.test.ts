import { describe, expect, test } from "vitest";
import type { Unsent } from "../../src/chat/createOutbox.js";
import { nextBatch } from "../../src/chat/nextBatch.js";
import { FRAME_BYTES, MESSAGES_AT_ONCE, TEXT_CHARACTERS } from "../../src/protocol/frames.js";

const unsent = (id: string, more: Partial<Unsent> = {}): Unsent => ({
  client_message_id: id,
  text: id,
  cursor: null,
  ...more,
});
const ids = (messages: readonly Unsent[], most = MESSAGES_AT_ONCE) =>
  nextBatch(messages, most).map(({ client_message_id }) => client_message_id);

test("all that waits goes together, in its order, without what failed", () => {
  expect(ids([unsent("a"), unsent("b", { failed: true }), unsent("c")])).toEqual(["a", "c"]);
  expect(ids([])).toEqual([]);
});

test("no more than the server takes at once", () => {
  const many = Array.from({ length: MESSAGES_AT_ONCE + 5 }, (_, number) => unsent(`m${number}`));
  expect(ids(many)).toHaveLength(MESSAGES_AT_ONCE);
});

test("where each goes alone, the first that has not failed does", () => {
  const messages = [unsent("a", { failed: true }), unsent("b"), unsent("c")];
  expect(ids(messages, 1)).toEqual(["b"]);
});

test("what is written after one that does not fit does not go before it", () => {
  const text = "a".repeat(FRAME_BYTES - 1_000);
  expect(ids([unsent("a"), unsent("b", { text }), unsent("c", { text }), unsent("d")])).toEqual(["a", "b"]);
});

describe.each([
  ["of one byte a character", "a"],
  ["of four bytes", "😀"],
  ["of six bytes when escaped", "\u0001"],
])("the longest texts, %s,", (_, character) => {
  test("make frames that API Gateway takes, and as full as they may be", () => {
    const text = character.repeat(TEXT_CHARACTERS);
    const messages = Array.from({ length: 10 }, () => unsent(crypto.randomUUID(), { text }));
    const batch = nextBatch(messages, MESSAGES_AT_ONCE);
    const frame = JSON.stringify({
      type: "send_messages",
      command_id: crypto.randomUUID(),
      conversation_id: `${"s".repeat(32)}.${"v".repeat(43)}`,
      cursor: 999_999_999_999,
      messages: batch.map(({ client_message_id }) => ({ client_message_id, text })),
    });
    const bytes = new TextEncoder().encode(frame).length;
    expect(bytes).toBeLessThanOrEqual(FRAME_BYTES);
    expect(bytes + new TextEncoder().encode(JSON.stringify(text)).length).toBeGreaterThan(
      FRAME_BYTES - 2_000,
    );
  });
});

test("one that is too long for any frame goes alone, for the connection to refuse", () => {
  const text = "😀".repeat(FRAME_BYTES);
  expect(ids([unsent("a", { text }), unsent("b")])).toEqual(["a"]);
});
