import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Entry, emptyView } from "../../../src/chat/applyEvent.js";
import type { Unsent } from "../../../src/chat/createOutbox.js";
import { Log } from "../../../src/console/components/Log.js";
import { introductionsOf } from "../../../src/console/desk/introductionsOf.js";
import { message } from "../samples.js";
import { clear, draw, named, press } from "./page.js";

const ALL = Array.from({ length: 1_000 }, (_, index) => message(index + 1, index % 2 ? "agent" : "visitor"));
const LINE_PX = 100;
const BOX_PX = 500;

let entries: readonly Entry[];
let unsent: readonly Unsent[];
let top: number;

const mine = (id: string): Unsent => ({ client_message_id: id, text: `mine ${id}`, cursor: null });
const bubbles = () => [...document.querySelectorAll<HTMLElement>("[role=log] .bubble")];
const texts = () => bubbles().map(({ textContent }) => Number(textContent?.split(" ").at(-1)));
const ends = () => [texts()[0], texts().at(-1)];
const atEdge = () => texts()[top / LINE_PX];
const height = () => Math.max(BOX_PX, bubbles().length * LINE_PX);
const live = () => document.querySelector("[role=log]")?.getAttribute("aria-live");
const box = () => named<HTMLElement>("section", "Messages");

const onEarlier = vi.fn(async () => {
  entries = ALL.slice(-entries.length - 50);
  await show();
});

async function show() {
  const view = { ...emptyView, entries, earlier: entries.length < ALL.length };
  const talk = { view, unsent, typing: false, readTo: 0, introductions: introductionsOf([], []) };
  await draw(<Log talk={talk} own onEarlier={onEarlier} onAtEnd={() => {}} onSendAgain={() => {}} />);
}

async function pageBack(times: number) {
  for (let time = 0; time < times; time++) {
    await press("Earlier messages");
    await act(async () => {});
  }
}

const scroll = (to: number) =>
  act(() => {
    box().scrollTop = to;
    box().dispatchEvent(new Event("scroll"));
  });

/** The page of the tests has no layout of its own: every bubble is as high as the next. */
beforeEach(async () => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  top = 0;
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(height);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(BOX_PX);
  vi.spyOn(HTMLElement.prototype, "scrollTop", "get").mockImplementation(() => top);
  vi.spyOn(HTMLElement.prototype, "scrollTop", "set").mockImplementation((value) => {
    top = Math.min(Math.max(value, 0), height() - BOX_PX);
  });
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
    if (!this.matches(".bubble")) return new DOMRect();
    const at = Number(this.dataset.key) - Number(document.querySelector<HTMLElement>(".bubble")?.dataset.key);
    return new DOMRect(0, at * LINE_PX - top, 10, LINE_PX);
  });
  [entries, unsent] = [ALL.slice(-50), []];
  await show();
});

afterEach(async () => {
  await clear();
  vi.clearAllMocks();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("of a long conversation a part is there at a time, and the reader's place stays", async () => {
  await pageBack(5);
  expect(ends()).toEqual([701, 900]);
  expect(atEdge()).toBe(751);
  expect(live()).toBe("off");
  expect(document.activeElement).toBe(box());
});

test("whoever scrolls down comes to the newest, page by page", async () => {
  await pageBack(5);
  let pages = 0;
  while (texts().at(-1) !== 1_000) {
    await scroll(height() - BOX_PX);
    expect(texts().length).toBeLessThanOrEqual(200);
    pages++;
  }
  expect(pages).toBe(2);
  expect(live()).toBe("off");
});

test("one click leads to the newest, where what comes is announced", async () => {
  await pageBack(5);
  await press("To the newest message");
  expect(document.activeElement).toBe(box());
  expect(ends()).toEqual([801, 1_000]);
  expect(top).toBe(height() - BOX_PX);
  entries = [...entries, message(1_001)];
  await show();
  expect(ends()).toEqual([802, 1_001]);
  expect(live()).toBe("polite");
  expect(top).toBe(height() - BOX_PX);
});

test("what the page has of the past is not asked for again", async () => {
  await pageBack(5);
  await press("To the newest message");
  onEarlier.mockClear();
  await pageBack(1);
  expect(onEarlier).not.toHaveBeenCalled();
  expect(ends()).toEqual([751, 950]);
});

test("a message of one's own leads to the newest, the other's does not", async () => {
  await pageBack(5);
  entries = [...entries, message(1_001)];
  await show();
  expect([ends(), atEdge()]).toEqual([[701, 900], 751]);
  unsent = [mine("a")];
  await show();
  expect(ends()).toEqual([802, 1_001]);
  expect(document.querySelector(".unsent")?.textContent).toContain("mine a");
});

test("what is unsent is nowhere but at the end, and leads there once", async () => {
  unsent = [mine("a")];
  await show();
  await pageBack(5);
  expect(document.querySelector(".unsent")).toBeNull();
  unsent = [{ ...mine("a"), failed: true }];
  await show();
  expect(ends()).toEqual([701, 900]);
});

test("what has the focus stays while the reader looks further up", async () => {
  await pageBack(3);
  await press("To the newest message");
  unsent = [{ ...mine("a"), failed: true }];
  await show();
  await scroll(0);
  const again = named<HTMLButtonElement>("button", "Send again");
  again.focus();
  entries = [...entries, message(1_001)];
  await show();
  expect(document.activeElement).toBe(again);
});
