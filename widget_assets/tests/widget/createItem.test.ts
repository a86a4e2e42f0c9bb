import { afterEach, expect, test, vi } from "vitest";
import { createItem } from "../../src/widget/createItem.js";
import type { LogItem } from "../../src/widget/logItems.js";
import { en } from "../../src/widget/texts/en.js";
import { itemOptions, said, unsent } from "./samples.js";

afterEach(() => {
  vi.useRealTimers();
});

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
  const button = node.querySelector("button");
  update(unsent("a", { failed: "busy" }));
  expect(node.querySelector("button")).toBe(button);
});

test("times and receipts are not read out", () => {
  expect(show(said("a")).node.querySelector(".meta")?.getAttribute("aria-live")).toBe("off");
});

test("a supervisor who reads along is told", () => {
  const { node } = show({ key: "n", kind: "observed", author: "agent" });
  expect(node.textContent).toBe("A supervisor is reading along.");
});

test("today becomes yesterday at midnight", () => {
  vi.useFakeTimers({ now: new Date(2026, 2, 1, 23, 59) });
  const item = { key: "d", kind: "day", at: Date.now() } as const;
  const { node, update } = show(item);
  expect(node.textContent).toBe(en.today);
  vi.setSystemTime(new Date(2026, 2, 2, 0, 1));
  update(item);
  expect(node.textContent).toBe(en.yesterday);
});
