import { expect, test } from "vitest";
import { panel } from "../../src/texts/en.js";
import { worded } from "../../src/widget/worded.js";

test("without words of the site's own the texts are what they were", () => {
  expect(worded(panel, undefined)).toBe(panel);
});

test("the site's own words take the place of the widget's, however deep, and nothing else changes", () => {
  const own = worded(panel, {
    welcome: "Ahoy!",
    states: { busy: "All hands on deck" },
    notes: { taken: {} },
  });
  expect(own).toEqual({
    ...panel,
    welcome: "Ahoy!",
    states: { ...panel.states, busy: "All hands on deck" },
  });
  expect(own.left(3)).toBe(panel.left(3));
  expect(panel.welcome).not.toBe("Ahoy!");
});

test("what the widget does not say is not said", () => {
  expect(worded({ one: "1" }, { two: "2" } as object)).toEqual({ one: "1" });
});
