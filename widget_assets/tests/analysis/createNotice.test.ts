import { afterEach, beforeEach, expect, test } from "vitest";
import { createNotice } from "../../src/analysis/createNotice.js";
import { agreed, OBJECTIONS, objected } from "../../src/chat/objections.js";
import { forgetObjections } from "../../src/privacy/forgetObjections.js";
import { analysis as texts } from "../../src/texts/en.js";
import { panelUse } from "./panelUse.js";

beforeEach(() => localStorage.clear());

afterEach(() => {
  document.body.replaceChildren();
  forgetObjections();
});

function ask() {
  const use = panelUse({ mode: "opt_in" });
  const panel = use.root.querySelector<HTMLElement>(".panel") as HTMLElement;
  const node = createNotice(use);
  return { ...use, panel, node, buttons: [...node.querySelectorAll("button")] };
}

test("it asks in its place before the composer, as a region with a name, and is not modal", () => {
  const { node, composer, buttons } = ask();
  expect(composer.node.previousSibling).toBe(node);
  expect([node.getAttribute("role"), node.getAttribute("aria-label")]).toEqual(["region", texts.title]);
  expect(node.hasAttribute("aria-modal")).toBe(false);
  expect(node.textContent).toContain(texts.question);
  expect(buttons.map(({ textContent }) => textContent)).toEqual([texts.agree, texts.decline]);
});

test("its buttons look the same: none is to be preferred", () => {
  const [agree, decline] = ask().buttons;
  const attributes = (button?: HTMLElement) =>
    [...(button?.attributes ?? [])].map(({ name, value }) => [name, value]);
  expect(attributes(agree)).toEqual(attributes(decline));
});

test("it does not take the focus, and stores nothing by asking", () => {
  const { root, composer } = panelUse();
  composer.node.tabIndex = -1;
  composer.node.focus();
  createNotice(panelUse({ root, composer }));
  expect(root.activeElement).toBe(composer.node);
  expect(localStorage).toHaveLength(0);
});

test.each([
  [0, [true, false], '{"analysis":false}'],
  [1, [false, true], '{"analysis":true}'],
])("answer %i is kept, and the focus stays in the panel", (index, answer, kept) => {
  const { root, panel, buttons } = ask();
  buttons[index]?.focus();
  buttons[index]?.click();
  expect([agreed("analysis"), objected("analysis")]).toEqual(answer);
  expect(localStorage.getItem(OBJECTIONS)).toBe(kept);
  expect(root.activeElement).toBe(panel);
});
