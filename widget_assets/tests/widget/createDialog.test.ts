import { afterEach, expect, test, vi } from "vitest";
import { createDialog } from "../../src/widget/createDialog.js";
import { element } from "../../src/widget/element.js";
import { en } from "../../src/widget/texts/en.js";

afterEach(() => {
  document.body.replaceChildren();
});

function make() {
  const onEnd = vi.fn();
  const onClose = vi.fn();
  const composer = element("textarea");
  const dialog = createDialog({ texts: en, log: element("div"), composer, onEnd, onClose });
  document.body.append(dialog.node);
  const find = <T extends HTMLElement>(selector: string) => dialog.node.querySelector(selector) as T;
  return { dialog, composer, find, end: find<HTMLButtonElement>(".link"), onEnd, onClose };
}

test("it is a dialog with a name, hidden at first", () => {
  const { dialog, find } = make();
  expect(dialog.node.getAttribute("role")).toBe("dialog");
  expect(find(`#${dialog.node.getAttribute("aria-labelledby")}`).textContent).toBe(en.title);
  expect(dialog.node.hidden).toBe(true);
});

test.each([
  ["none", true],
  ["waiting", false],
  ["taken", false],
  ["closed", true],
] as const)("%s is said in words; whether there is nothing to end: %s", (state, hidden) => {
  const { dialog, find, end } = make();
  dialog.render(state, "");
  expect(find(".state").textContent).toBe(en.states[state]);
  expect(end.hidden).toBe(hidden);
});

test("a problem is announced", () => {
  const { dialog, find } = make();
  dialog.render("taken", en.away);
  expect(find("[role=status]").textContent).toBe(en.away);
  dialog.render("taken", "");
  expect(find("[role=status]").textContent).toBe("");
});

test("its buttons end the conversation and close the window", () => {
  const { end, find, onEnd, onClose } = make();
  end.click();
  expect(onEnd).toHaveBeenCalledOnce();
  find<HTMLButtonElement>(".close").click();
  expect(onClose).toHaveBeenCalledOnce();
});

test("Escape closes it, but not while an input method uses that key", () => {
  const { composer, onClose } = make();
  const press = (isComposing: boolean) =>
    composer.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, isComposing }));
  press(true);
  expect(onClose).not.toHaveBeenCalled();
  press(false);
  expect(onClose).toHaveBeenCalledOnce();
});

test.each(["keydown", "keypress", "keyup"])(
  "the page does not take a %s for one of its shortcuts",
  (type) => {
    const { composer } = make();
    const heard = vi.fn();
    document.addEventListener(type, heard);
    composer.dispatchEvent(new KeyboardEvent(type, { key: "s", bubbles: true, composed: true }));
    document.removeEventListener(type, heard);
    expect(heard).not.toHaveBeenCalled();
  },
);
