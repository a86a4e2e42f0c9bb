import { expect, test } from "vitest";
import { decodeEvent } from "../../src/chat/decodeEvent.js";

test.each(["", " ", "{", "[]", "null", "7", '"text"', "{}"])("%j says nothing", (frame) => {
  expect(decodeEvent(frame)).toBeUndefined();
});

test("an event is what it says it is, whatever else it carries", () => {
  const event = {
    type: "typing_announced",
    conversation_id: "shop.v",
    author: "agent",
    message: "of tomorrow",
  };
  expect(decodeEvent(JSON.stringify(event))).toEqual(event);
});
