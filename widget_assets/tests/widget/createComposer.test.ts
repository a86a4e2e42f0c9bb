import { afterEach, describe, expect, test, vi } from "vitest";
import { TEXT_CHARACTERS } from "../../src/protocol/frames.js";
import { panel as en } from "../../src/texts/en.js";
import { createComposer } from "../../src/widget/createComposer.js";

afterEach(() => {
  document.body.replaceChildren();
});

function make() {
  const onSend = vi.fn(() => true);
  const onInput = vi.fn();
  const composer = createComposer({ texts: en, onInput, onSend });
  document.body.append(composer.node);
  const field = composer.node.querySelector("textarea") as HTMLTextAreaElement;
  const button = composer.node.querySelector("button") as HTMLButtonElement;
  const hint = composer.node.querySelector("#hint") as HTMLElement;
  const type = (text: string) => {
    field.value = text;
    field.dispatchEvent(new Event("input"));
  };
  const press = (init: KeyboardEventInit) => {
    const event = new KeyboardEvent("keydown", { cancelable: true, ...init });
    field.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { composer, field, button, hint, type, press, onSend, onInput };
}

test("the field, its button and its hint are labelled", () => {
  const { field, button, hint } = make();
  expect(field.getAttribute("aria-label")).toBe(en.write);
  expect(field.getAttribute("aria-describedby")).toBe(hint.id);
  expect(button.getAttribute("aria-label")).toBe(en.send);
});

test("Enter sends the text without the space around it, and empties the field", () => {
  const { type, press, field, onSend } = make();
  type("  hello\nyou ");
  expect(press({ key: "Enter" })).toBe(true);
  expect(onSend).toHaveBeenCalledExactlyOnceWith("hello\nyou");
  expect(field.value).toBe("");
});

test("the button sends, and the focus stays in the field", () => {
  const { type, button, field, onSend } = make();
  type("hello");
  button.click();
  expect(onSend).toHaveBeenCalledExactlyOnceWith("hello");
  expect(document.activeElement).toBe(field);
});

test.each<KeyboardEventInit>([
  { key: "Enter", shiftKey: true },
  { key: "Enter", isComposing: true },
  { key: "a" },
])("%o does not send", (init) => {
  const { type, press, onSend } = make();
  type("hello");
  expect(press(init)).toBe(false);
  expect(onSend).not.toHaveBeenCalled();
});

test.each(["", " \n\t "])("%j is nothing to send", (text) => {
  const { type, press, onSend } = make();
  type(text);
  press({ key: "Enter" });
  expect(onSend).not.toHaveBeenCalled();
});

describe("the limit", () => {
  test("is told in words when it comes near", () => {
    const { type, hint, field } = make();
    type("x".repeat(TEXT_CHARACTERS - 401));
    expect(hint.textContent).toBe("");
    type("x".repeat(TEXT_CHARACTERS - 7));
    expect(hint.textContent).toBe("7 characters left");
    expect(field.getAttribute("aria-invalid")).toBe("false");
  });

  test("is no loss: what is too long stays in the field, and says by how much", () => {
    const { type, press, hint, field, onSend } = make();
    const text = "x".repeat(TEXT_CHARACTERS + 1);
    type(text);
    press({ key: "Enter" });
    expect(onSend).not.toHaveBeenCalled();
    expect(field.value).toBe(text);
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(hint.textContent).toBe("Your message is one character too long.");
  });

  test("counts characters as the server does, not halves of them", () => {
    const { type, press, onSend } = make();
    type("😀".repeat(TEXT_CHARACTERS));
    press({ key: "Enter" });
    expect(onSend).toHaveBeenCalledOnce();
  });
});

describe("a text that was not taken", () => {
  test("stays in the field, and can be sent from there", () => {
    const { composer, type, press, field, onSend } = make();
    onSend.mockReturnValueOnce(false);
    type("hello");
    press({ key: "Enter" });
    expect(field.value).toBe("hello");
    composer.send();
    expect(onSend).toHaveBeenCalledTimes(2);
    expect(field.value).toBe("");
  });

  test("can not be changed or sent twice while it is held", () => {
    const { composer, type, press, field, onSend } = make();
    type("hello");
    composer.hold(true);
    expect(field.readOnly).toBe(true);
    press({ key: "Enter" });
    expect(onSend).not.toHaveBeenCalled();
    composer.hold(false);
    press({ key: "Enter" });
    expect(onSend).toHaveBeenCalledExactlyOnceWith("hello");
  });
});

test("typing is told, what the panel itself does is not", () => {
  const { type, press, onInput } = make();
  type("h");
  press({ key: "Enter" });
  expect(onInput).toHaveBeenCalledOnce();
});

test("a field where nothing can be written says so to the browser and keeps its text", () => {
  const { composer, type, field, button } = make();
  type("hello");
  composer.disable();
  expect([field.disabled, button.disabled, field.value]).toEqual([true, true, "hello"]);
});
