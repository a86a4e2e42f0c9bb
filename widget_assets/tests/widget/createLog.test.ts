import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLog, type LogState } from "../../src/widget/createLog.js";
import type { LogItem } from "../../src/widget/logItems.js";
import { en } from "../../src/widget/texts/en.js";
import { itemOptions, said, unsent } from "./samples.js";

const ITEM_PX = 100;
const WINDOW_PX = 300;

let resized: () => void = () => {};

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(callback: () => void) {
        resized = callback;
      }
      observe() {}
    },
  );
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** A log in a window of three messages; the DOM of the tests has no layout of its own. */
function make(onEarlier = async () => {}) {
  const log = createLog({ ...itemOptions, onEarlier });
  document.body.append(log.node);
  const find = <T extends HTMLElement>(selector: string) => log.node.querySelector(selector) as T;
  const scroller = find(".scroller");
  Object.defineProperty(scroller, "scrollHeight", {
    get: () => Math.max(WINDOW_PX, log.node.querySelectorAll("li").length * ITEM_PX),
  });
  Object.defineProperty(scroller, "clientHeight", { value: WINDOW_PX });
  const state: LogState = { items: [], earlier: false, typing: false, ready: true };
  return {
    scroller,
    live: () => find("[role=log]").getAttribute("aria-live"),
    earlier: find<HTMLButtonElement>(".earlier"),
    jump: find<HTMLButtonElement>(".jump"),
    welcome: find(".welcome"),
    typing: find(".typing"),
    render: (items: readonly LogItem[], more: Partial<LogState> = {}) =>
      log.render({ ...state, items, ...more }),
    scrollTo(top: number) {
      scroller.scrollTop = top;
      scroller.dispatchEvent(new Event("scroll"));
    },
  };
}

const items = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => said(String(from + index)));

test("the log is announced politely, on an element around the list", () => {
  const { scroller } = make();
  const log = scroller.querySelector("[role=log]");
  expect(log?.getAttribute("aria-label")).toBe(en.messages);
  expect(log?.querySelector("ol")?.getAttribute("role")).toBe("list");
  expect(scroller.tabIndex).toBe(0);
});

test("a welcome is shown once it is known that nothing was said", () => {
  const { render, welcome } = make();
  render([], { ready: false });
  expect(welcome.hidden).toBe(true);
  render([]);
  expect(welcome.hidden).toBe(false);
  render([said("a")]);
  expect(welcome.hidden).toBe(true);
});

test("typing is shown while it lasts", () => {
  const { render, typing } = make();
  render([said("a")], { typing: true });
  expect(typing.hidden).toBe(false);
  render([said("a")]);
  expect(typing.hidden).toBe(true);
});

describe("announced is", () => {
  test("what is new, not what was there or came before it", () => {
    const { render, live } = make();
    render(items(5, 6));
    expect(live()).toBe("off");
    render(items(5, 7));
    expect(live()).toBe("polite");
    render(items(1, 7));
    expect(live()).toBe("off");
  });
});

describe("the reader", () => {
  test("at the newest message stays there", () => {
    const { render, scroller, jump } = make();
    render(items(1, 6));
    render(items(1, 9));
    expect(scroller.scrollTop).toBe(900);
    expect(jump.hidden).toBe(true);
  });

  test("at the newest message stays there when the field below grows", () => {
    const { render, scroller } = make();
    render(items(1, 6));
    scroller.scrollTop = 250;
    resized();
    expect(scroller.scrollTop).toBe(600);
  });

  test("who went back stays there, is told of what is new, and can jump to it", () => {
    const { render, scroller, scrollTo, jump } = make();
    render(items(1, 6));
    scrollTo(100);
    render(items(1, 7));
    resized();
    expect(scroller.scrollTop).toBe(100);
    expect(jump.hidden).toBe(false);
    jump.click();
    expect(scroller.scrollTop).toBe(700);
    expect(jump.hidden).toBe(true);
  });

  test("who scrolls to the newest needs no jump", () => {
    const { render, scrollTo, jump } = make();
    render(items(1, 6));
    scrollTo(100);
    render(items(1, 7));
    scrollTo(380);
    expect(jump.hidden).toBe(true);
  });

  test("who went back sees the own message that was just sent", () => {
    const { render, scroller, scrollTo } = make();
    render(items(1, 6));
    scrollTo(100);
    render([...items(1, 6), unsent("mine")]);
    expect(scroller.scrollTop).toBe(700);
  });

  test("keeps the place when earlier messages come above it", () => {
    const { render, scroller, scrollTo, jump } = make();
    render(items(5, 10));
    scrollTo(0);
    render(items(1, 10));
    expect(scroller.scrollTop).toBe(400);
    expect(jump.hidden).toBe(true);
  });
});

describe("earlier messages", () => {
  test("can be asked for if there are any", () => {
    const { render, earlier } = make();
    render(items(5, 6));
    expect(earlier.hidden).toBe(true);
    render(items(5, 6), { earlier: true });
    expect(earlier.hidden).toBe(false);
  });

  test("are asked for once at a time, and the focus does not get lost with the button", async () => {
    let fail = () => {};
    const onEarlier = vi.fn(
      () =>
        new Promise<void>((_, reject) => {
          fail = () => reject(new Error("failed"));
        }),
    );
    const { render, earlier, scroller } = make(onEarlier);
    render(items(5, 6), { earlier: true });
    earlier.click();
    earlier.click();
    expect(onEarlier).toHaveBeenCalledOnce();
    fail();
    await vi.waitFor(() => expect(earlier.disabled).toBe(false));
    expect(document.activeElement).toBe(scroller);
  });
});
