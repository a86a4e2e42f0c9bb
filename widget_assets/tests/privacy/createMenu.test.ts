import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMenu } from "../../src/privacy/createMenu.js";
import { element } from "../../src/widget/element.js";

const onChoose = vi.fn();
let frame: HTMLElement;
let button: HTMLButtonElement;
let all: [string, string][];

beforeEach(() => {
  all = [
    ["one", "One"],
    ["two", "Two"],
    ["three", "Three"],
  ];
  button = element("button", { "aria-haspopup": "menu", "aria-label": "Menu" });
  frame = element("div", {}, button);
  document.body.append(frame, element("input", {}));
  button.addEventListener(
    "click",
    createMenu(frame, () => all, onChoose),
  );
});

afterEach(() => {
  document.body.replaceChildren();
  vi.clearAllMocks();
});

const list = () => frame.querySelector("[role=menu]") as HTMLElement;
const focused = () => document.activeElement?.textContent;
const isOpen = () => {
  expect(button.getAttribute("aria-expanded")).toBe(String(!list().hidden));
  return !list().hidden;
};

function press(key: string) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  const outside = vi.fn();
  document.addEventListener("keydown", outside, { once: true });
  document.activeElement?.dispatchEvent(event);
  document.removeEventListener("keydown", outside);
  return { taken: event.defaultPrevented, heard: outside.mock.calls.length > 0 };
}

test("it is closed at first, and opens with its first item focused", () => {
  expect(isOpen()).toBe(false);
  button.click();
  expect(isOpen()).toBe(true);
  expect([...list().children].map((each) => each.getAttribute("role"))).toEqual(Array(3).fill("menuitem"));
  expect(focused()).toBe("One");
  button.click();
  expect(isOpen()).toBe(false);
});

test("what there is to choose is asked for each time", () => {
  button.click();
  button.click();
  all = [["four", "Four"]];
  button.click();
  expect(list().textContent).toBe("Four");
});

test.each([
  ["ArrowDown", ["Two", "Three", "One"]],
  ["ArrowUp", ["Three", "Two", "One", "Three"]],
  ["End", ["Three", "Three"]],
])("%s goes from item to item, and round", (key, expected) => {
  button.click();
  expect(
    expected.map(() => {
      expect(press(key)).toEqual({ taken: true, heard: false });
      return focused();
    }),
  ).toEqual(expected);
});

test("Home goes to the first", () => {
  button.click();
  press("End");
  press("Home");
  expect(focused()).toBe("One");
});

test("Escape closes it alone, and gives the focus back", () => {
  button.click();
  expect(press("Escape")).toEqual({ taken: true, heard: false });
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(button);
  expect(press("Escape").heard).toBe(true);
});

test("keys that it has no use for stay the page's", () => {
  button.click();
  expect(press("a")).toEqual({ taken: false, heard: true });
  expect(isOpen()).toBe(true);
});

test("choosing closes it, gives the focus back, and tells", () => {
  button.click();
  press("ArrowDown");
  (document.activeElement as HTMLElement).click();
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(button);
  expect(onChoose).toHaveBeenCalledExactlyOnceWith("two");
});

test("it closes when the focus goes elsewhere", () => {
  button.click();
  const to = document.querySelector("input");
  document.activeElement?.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: to }));
  expect(isOpen()).toBe(false);
});
