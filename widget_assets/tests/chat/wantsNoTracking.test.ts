import { afterEach, expect, test, vi } from "vitest";
import { wantsNoTracking } from "../../src/chat/wantsNoTracking.js";

afterEach(() => void vi.unstubAllGlobals());

test.each([
  [{ globalPrivacyControl: true }, true],
  [{ doNotTrack: "1" }, true],
  [{ globalPrivacyControl: false, doNotTrack: "1" }, true],
  [{ globalPrivacyControl: false, doNotTrack: "0" }, false],
  [{ doNotTrack: null }, false],
  [{ doNotTrack: "unspecified" }, false],
  [{}, false],
])("a browser with %j asks for it: %s", (navigator, asks) => {
  vi.stubGlobal("navigator", navigator);
  expect(wantsNoTracking()).toBe(asks);
});
