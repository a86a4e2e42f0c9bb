import { afterEach, expect, test, vi } from "vitest";
import { shownErrors } from "../../src/analysis/shownErrors.js";
import type { PanelUse } from "../../src/chat/usage.js";
import { panelUse } from "./panelUse.js";

afterEach(() => void vi.restoreAllMocks());

const NOTHING = { away: 0, missing: 0, insecure: 0, not_sent: 0, refused: 0 };
const { lazy } = panelUse();
const failed = (...all: boolean[]) => ({
  ...lazy.shown,
  unsent: all.map((failed, index) => ({
    client_message_id: `m${index}`,
    text: "t",
    cursor: null,
    ...(failed && { failed }),
  })),
});
const visitor = (away: boolean) => ({ away }) as PanelUse["lazy"]["visitor"];

test.each([
  [{}, {}],
  [{ lazy: { ...lazy, visitor: visitor(false) } }, {}],
  [{ lazy: { ...lazy, visitor: visitor(true) } }, { away: 1 }],
  [{ lazy: { ...lazy, missing: true } }, { missing: 1 }],
  [{ gone: true }, { missing: 1 }],
  [{ refusal: "That did not work." }, { refused: 1 }],
  [{ lazy: { ...lazy, shown: failed(false, true, true) } }, { not_sent: 2 }],
] as [Partial<PanelUse>, object][])("of %# is shown what there is", (given, errors) => {
  expect(shownErrors(panelUse(given))).toEqual({ ...NOTHING, ...errors });
});

test("a page without https is insecure", () => {
  vi.spyOn(crypto, "subtle", "get").mockReturnValue(undefined as unknown as SubtleCrypto);
  expect(shownErrors(panelUse())).toEqual({ ...NOTHING, insecure: 1 });
});
