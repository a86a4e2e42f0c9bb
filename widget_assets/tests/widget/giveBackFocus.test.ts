import { afterEach, beforeEach, expect, test } from "vitest";
import { giveBackFocus } from "../../src/widget/giveBackFocus.js";

let launcher: HTMLElement;
let opener: HTMLElement;

const button = () => document.body.appendChild(document.createElement("button"));

beforeEach(() => {
  launcher = button();
  opener = button();
});

afterEach(() => document.body.replaceChildren());

test("the focus goes back to what the panel was opened from", () => {
  giveBackFocus(opener, launcher);
  expect(document.activeElement).toBe(opener);
});

test("the launcher gets it where nothing had it, or what had it is gone", () => {
  opener.remove();
  for (const gone of [opener, document.body, undefined]) {
    launcher.blur();
    giveBackFocus(gone, launcher);
    expect(document.activeElement).toBe(launcher);
  }
});
