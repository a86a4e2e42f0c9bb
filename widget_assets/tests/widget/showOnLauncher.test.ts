import { beforeEach, expect, test, vi } from "vitest";
import { panel as texts } from "../../src/texts/en.js";
import { showOnLauncher } from "../../src/widget/showOnLauncher.js";

const label = vi.fn();

let button: HTMLButtonElement;

beforeEach(() => {
  vi.resetAllMocks();
  const frame = document.createElement("div");
  button = frame.appendChild(document.createElement("button"));
});

test("it says whether the panel is open", () => {
  for (const state of ["open", "closed"] as const) {
    showOnLauncher(button, texts, state, label);
    expect(button.getAttribute("aria-expanded")).toBe(String(state === "open"));
  }
  expect(label).toHaveBeenCalledTimes(2);
});

test.each([
  [1, "1", "Chat, one new message"],
  [9, "9", "Chat, 9 new messages"],
  [12, "9+", "Chat, 12 new messages"],
])("%s new messages show as %s, and are said in words", (count, shown, said) => {
  showOnLauncher(button, texts, "unread", label, count);
  expect([button.dataset.unread, button.title, button.getAttribute("aria-expanded")]).toEqual([
    shown,
    said,
    "false",
  ]);
  expect(label).not.toHaveBeenCalled();
  const told = button.nextElementSibling;
  expect([told?.role, told?.textContent]).toEqual(["status", said]);
  showOnLauncher(button, texts, "open", label);
  expect(button.dataset.unread).toBeUndefined();
  expect(button.nextElementSibling).toBe(told);
  expect(told?.textContent).toBe("");
});
