import { expect, test, vi } from "vitest";
import { panel as en } from "../../src/texts/en.js";
import { createItem } from "../../src/widget/createItem.js";
import type { LogItem } from "../../src/widget/logItems.js";
import { itemOptions, said, unsent } from "./samples.js";

function show(item: LogItem, options = itemOptions) {
  const view = createItem(item, options);
  view.update(item);
  return view;
}

test("what was said is text, whatever it looks like", () => {
  const text = '<img src=x onerror="alert(1)">';
  const { node } = show(said("a", { text }));
  expect(node.querySelector("img")).toBeNull();
  expect(node.querySelector(".text")?.textContent).toBe(`Our team: ${text}`);
});

test("the text alone decides in which direction it is written, not whose it is said to be", () => {
  const { node } = show(said("a", { text: "Hello!" }));
  expect(node.querySelector("[dir=auto]")?.textContent).toBe("Hello!");
});

test("an address in it is a link", () => {
  const { node } = show(said("a", { text: "See https://shop.example/tea, please." }));
  expect(node.querySelector("a")?.href).toBe("https://shop.example/tea");
  expect(node.querySelector("[part=message]")?.textContent).toMatch(/See .*tea, please\.$/);
});

test.each(["👍", "👍🏽 ❤️", "👩‍🚀", "🇩🇪🎉", "❤", "1️⃣#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈", "👍\n👍", "👨‍👩‍👧‍👦".repeat(12)])(
  "emoji alone are large: %s",
  (text) => {
    expect(show(said("a", { text })).node.classList).toContain("emoji");
  },
);

test.each(["Thanks 👍", "12:30", "3", "#", "🎉".repeat(13), "!", "👍 1", "🇩", "\u200d", "1️⃣ tea"])(
  "other texts are not: %s",
  (text) => {
    expect(show(said("a", { text })).node.classList).not.toContain("emoji");
  },
);

test("an unsent message says that it waits, then when it was sent", () => {
  const { node, update } = show(unsent("a"));
  expect(node.textContent).toContain(en.sending);
  expect(node.classList).toContain("unsent");
  update(said("a", { author: "visitor", at: new Date(2026, 2, 1, 9, 5).getTime() }));
  expect(node.textContent).not.toContain(en.sending);
  expect(node.querySelector(".meta")?.textContent).toMatch(/9:05/);
  expect(node.classList).not.toContain("unsent");
});

test.each(["sent", "delivered", "seen"] as const)("that a message was %s is said beside its time", (fate) => {
  const { node } = show(said("a", { author: "visitor", fate }));
  expect(node.querySelector(".meta")?.textContent).toMatch(new RegExp(`\\d.* · ${en.fates[fate]}$`));
});

test("what became of a message changes nothing else of it", () => {
  const { node, update } = show(said("a", { author: "visitor", fate: "sent" }));
  const kept = [...node.children];
  update(said("a", { author: "visitor", fate: "seen" }));
  expect([...node.children]).toEqual(kept);
  update(said("a", { author: "visitor" }));
  expect(node.querySelector(".meta")?.textContent).not.toContain(en.fates.seen);
});

test("a message that failed says why and can be sent again", () => {
  const onSendAgain = vi.fn();
  const { node, update } = show(unsent("a", { failed: "not_open" }), { ...itemOptions, onSendAgain });
  expect(node.textContent).toContain(`${en.notSent} ${en.refusals.not_open}`);
  expect(node.textContent).not.toContain(en.sending);
  node.querySelector("button")?.click();
  expect(onSendAgain).toHaveBeenCalledExactlyOnceWith("a");
  update(unsent("a"));
  expect(node.querySelector("button")).toBeNull();
});

test("a refusal that has no words of its own is told as a failure", () => {
  const { node } = show(unsent("a", { failed: "not_allowed" }));
  expect(node.textContent).toContain(`${en.notSent} ${en.refusals.failed}`);
});

test("what does not change is not touched", () => {
  const { node, update } = show(unsent("a", { failed: "busy" }));
  const parts = () => [...node.querySelectorAll("*")].flatMap((each) => [...each.childNodes]);
  const before = parts();
  update(unsent("a", { failed: "busy" }));
  expect(parts()).toEqual(before);
  expect(parts().every((part, at) => part === before[at])).toBe(true);
  update(unsent("a", { failed: "erased" }));
  expect(node.textContent).toContain(en.refusals.erased);
});

test("times and receipts are not read out", () => {
  expect(show(said("a")).node.querySelector(".meta")?.getAttribute("aria-live")).toBe("off");
});

test("something that happened is told as a note", () => {
  const { node } = show({ key: "n", kind: "observed", text: "A supervisor is reading along." });
  expect([node.className, node.textContent]).toEqual(["note", "A supervisor is reading along."]);
});

test("a line of a day says another one, as today becomes yesterday at midnight", () => {
  const { node, update } = show({ key: "d", kind: "day", text: en.today });
  expect([node.className, node.textContent]).toEqual(["day", en.today]);
  update({ key: "d", kind: "day", text: en.yesterday });
  expect(node.textContent).toBe(en.yesterday);
});
