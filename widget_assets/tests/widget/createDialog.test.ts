import { afterEach, describe, expect, test, vi } from "vitest";
import { panel as en } from "../../src/texts/en.js";
import { createDialog } from "../../src/widget/createDialog.js";
import type { Direction } from "../../src/widget/Direction.js";
import { element } from "../../src/widget/element.js";

afterEach(() => {
  document.body.replaceChildren();
});

function make(direction: Direction = "ltr") {
  const onEnd = vi.fn();
  const onClose = vi.fn();
  const onBack = vi.fn();
  const onMore = vi.fn();
  const composer = element("textarea");
  const dialog = createDialog({
    ...{ texts: en, locale: "en", direction },
    ...{ log: element("div"), composer, onEnd, onMore, onBack, onClose },
  });
  document.body.append(dialog.node);
  const find = <T extends HTMLElement>(selector: string) => dialog.node.querySelector(selector) as T;
  return { dialog, composer, find, end: find<HTMLButtonElement>(".link"), onEnd, onMore, onBack, onClose };
}

test("it is a dialog with a name, hidden at first", () => {
  const { dialog, find } = make();
  expect(dialog.node.getAttribute("role")).toBe("dialog");
  expect(find(`#${dialog.node.getAttribute("aria-labelledby")}`).textContent).toBe(en.title);
  expect(dialog.node.hidden).toBe(true);
});

test.each(["ltr", "rtl"] as const)("it says its language, and that it is written %s", (direction) => {
  const { node } = make(direction).dialog;
  expect([node.lang, node.dir]).toEqual(["en", direction]);
});

test("the page can style its parts", () => {
  const { node } = make().dialog;
  expect([node, ...node.querySelectorAll("[part]")].map((part) => part.getAttribute("part"))).toEqual([
    "panel",
    "header",
  ]);
});

test.each([
  ["none", true],
  ["waiting", false],
  ["taken", false],
  ["closed", true],
] as const)("whether there is nothing to end when %s: %s", (state, hidden) => {
  const { dialog, end } = make();
  dialog.render({ state, availability: "busy", problem: "" });
  expect(end.hidden).toBe(hidden);
});

test.each(["none", "waiting", "closed"] as const)(
  "how we can be reached is said in words while %s",
  (state) => {
    const { dialog, find } = make();
    for (const availability of ["available", "busy", "offline"] as const) {
      dialog.render({ state, availability, problem: "" });
      expect(find(".state").textContent).toBe(en.states[availability]);
      expect(find(".state").dataset.state).toBe(availability);
    }
  },
);

test("it does not matter any more when somebody has taken the conversation", () => {
  const { dialog, find } = make();
  dialog.render({ state: "taken", availability: "offline", problem: "" });
  expect(find(".state").textContent).toBe(en.states.taken);
});

test("a problem is announced", () => {
  const { dialog, find } = make();
  const shown = { state: "taken", availability: "available" } as const;
  dialog.render({ ...shown, problem: en.away });
  expect(find("[role=status]").textContent).toBe(en.away);
  dialog.render({ ...shown, problem: "" });
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

describe("where it fills the screen", () => {
  function leave(position: string, width: number) {
    const { dialog, composer } = make();
    const page = document.createElement("button");
    const style = vi.spyOn(window, "getComputedStyle").mockReturnValue({ position } as CSSStyleDeclaration);
    Object.defineProperty(dialog.node, "offsetWidth", { value: width });
    Object.defineProperty(document.documentElement, "clientWidth", { value: 400, configurable: true });
    document.body.append(page);
    dialog.node.hidden = false;
    composer.focus();
    page.focus();
    composer.dispatchEvent(new FocusEvent("focusout", { relatedTarget: page, bubbles: true }));
    style.mockRestore();
    return document.activeElement === dialog.node;
  }

  test("the focus does not go behind it", () => {
    expect(leave("fixed", 400)).toBe(true);
  });

  test("and goes on where there is more to be seen, or where it is a part of the page", () => {
    expect(leave("fixed", 380)).toBe(false);
    expect(leave("relative", 400)).toBe(false);
  });
});

describe("what covers the conversation", () => {
  const view = { node: element("p", {}, "the view"), title: "View" };
  const shown = { state: "taken", availability: "available", problem: "" } as const;

  test("takes its place, with its title focused and naming the window", () => {
    const { dialog, find } = make();
    dialog.node.hidden = false;
    dialog.render(shown);
    dialog.cover(view);
    expect(find(".view").textContent).toBe("the view");
    expect(find(".title").textContent).toBe("View");
    expect(document.activeElement).toBe(find(".title"));
    expect([
      find(".view").hidden,
      find("textarea").hidden,
      find(".end").hidden,
      find(".more").hidden,
    ]).toEqual([false, true, true, true]);
    dialog.render(shown);
    expect(find(".end").hidden).toBe(true);
  });

  test("leaves it as it was", () => {
    const { dialog, find } = make();
    dialog.render(shown);
    dialog.cover(view);
    dialog.cover();
    expect(find(".title").textContent).toBe(en.title);
    expect([
      find(".view").hidden,
      find("textarea").hidden,
      find(".end").hidden,
      find(".more").hidden,
    ]).toEqual([true, false, false, false]);
    expect(find(".view").childElementCount).toBe(0);
  });

  test("is left by its button, and by Escape before the window is", () => {
    const { dialog, composer, find, onBack, onClose } = make();
    const pressEscape = () =>
      composer.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    dialog.cover(view);
    find(`[aria-label="${en.back}"]`).click();
    pressEscape();
    expect([onBack.mock.calls.length, onClose.mock.calls.length]).toEqual([2, 0]);
    dialog.cover();
    pressEscape();
    expect(onClose).toHaveBeenCalledOnce();
  });
});

test("there is a button for more, with a menu", () => {
  const { find, onMore } = make();
  const button = find(`[aria-label="${en.menu}"]`);
  expect(button.getAttribute("aria-haspopup")).toBe("menu");
  button.click();
  expect(onMore).toHaveBeenCalledOnce();
});
