import { expect, test } from "vitest";
import { placeOf } from "../../src/chat/placeOf.js";

test.each([
  [undefined, "https://chat.test"],
  ["", "https://chat.test"],
  ["shop", "https://chat.test shop"],
])("of the site %s it is %s", (site, place) => {
  expect(placeOf("https://chat.test", site)).toBe(place);
});
