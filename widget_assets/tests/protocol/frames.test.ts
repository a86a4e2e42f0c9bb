import { describe, expect, test } from "vitest";
import vectors from "../../../tests/vectors/frames.json";
import { applyEvent, emptyView } from "../../src/chat/applyEvent.js";
import { decodeEvent } from "../../src/chat/decodeEvent.js";
import { type Event, refusalCodes } from "../../src/protocol/frames.js";

const types: Readonly<Record<Event["type"], true>> = {
  opened: true,
  messages_acknowledged: true,
  history_read: true,
  conversations_listed: true,
  entries_added: true,
  entries_marked: true,
  conversation_changed: true,
  conversation_erased: true,
  typing_announced: true,
  presence_renewed: true,
  ponged: true,
  command_refused: true,
};

test("there is a vector for every event, and no other", () => {
  expect(new Set(vectors.events.map(({ type }) => type))).toEqual(new Set(Object.keys(types)));
});

test("the codes of refusal in the vectors are known", () => {
  const codes = vectors.refused.map(({ code }) => code);
  expect(codes.filter((code) => !(refusalCodes as readonly string[]).includes(code))).toEqual([]);
});

describe.each(vectors.events)("the event %#, $type,", (event) => {
  test("is understood", () => {
    const frame = JSON.stringify(event);
    expect(decodeEvent(frame)).toEqual(event);
    expect(() => applyEvent(emptyView, decodeEvent(frame) as Event)).not.toThrow();
  });
});

test.each(vectors.gateway)(
  "API Gateway's $frame is taken for no event, but for a refusal of what is in flight",
  ({ frame }) => {
    const event: unknown = decodeEvent(frame);
    if (frame) expect(event).toMatchObject({ type: "gateway_error", command_id: null, code: "failed" });
    else expect(event).toBeUndefined();
  },
);
