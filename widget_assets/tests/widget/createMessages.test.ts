import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Entry, emptyView } from "../../src/chat/applyEvent.js";
import type { Unsent } from "../../src/chat/createOutbox.js";
import { panel as en } from "../../src/texts/en.js";
import { createLog, type LogState } from "../../src/widget/createLog.js";
import { createMessages } from "../../src/widget/createMessages.js";
import { message } from "../chat/samples.js";

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
      disconnect() {
        resized = () => {};
      }
    },
  );
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A log in a window of three messages; the DOM of the tests has no layout of its own. */
function make(onEarlier = async () => {}) {
  const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  const ended = new AbortController();
  const others = { onSendAgain: () => {}, onForm: () => {} };
  const log = createLog({ texts: en, signal: ended.signal, onEarlier, ...others });
  root.append(log.node);
  log.fill(createMessages);
  const find = <T extends HTMLElement>(selector: string) => log.node.querySelector(selector) as T;
  const scroller = find(".scroller");
  const shown = () => [...log.node.querySelectorAll(".message")];
  Object.defineProperty(scroller, "scrollHeight", {
    get: () => Math.max(WINDOW_PX, shown().length * ITEM_PX),
  });
  vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
    return Math.max(0, shown().indexOf(this)) * ITEM_PX;
  });
  Object.defineProperty(scroller, "clientHeight", { value: WINDOW_PX, configurable: true });
  const state: LogState = {
    view: emptyView,
    unsent: [],
    typing: false,
    ready: true,
    offline: false,
    unanswered: false,
    form: false,
  };
  return {
    ended,
    root,
    scroller,
    live: () => find("[role=log]").getAttribute("aria-live"),
    welcome: find(".welcome"),
    earlier: find<HTMLButtonElement>(".earlier"),
    jump: find<HTMLButtonElement>(".jump"),
    unanswered: find(".unanswered"),
    typing: find(".typing"),
    /** The messages that are there, by their `seq`, and what is at the upper edge of the window. */
    texts: () => shown().map((node) => node.querySelector(".text")?.textContent?.split(" ").at(-1)),
    atEdge: () => shown()[scroller.scrollTop / ITEM_PX]?.querySelector(".text")?.textContent,
    render: (entries: readonly Entry[], more: Partial<LogState> = {}, earlier = false) =>
      log.render({ ...state, view: { ...emptyView, entries, earlier }, ...more }),
    scrollTo(top: number) {
      scroller.scrollTop = top;
      scroller.dispatchEvent(new Event("scroll"));
    },
  };
}

const ALL = Array.from({ length: 5_000 }, (_, index) => message(index + 1));
const items = (from: number, to: number) => ALL.slice(from - 1, to);
const unsent = (client_message_id: string): Unsent => ({ client_message_id, text: "mine", cursor: null });

test("the log is announced politely, on an element around the list", () => {
  const { scroller } = make();
  const log = scroller.querySelector("[role=log]");
  expect(log?.getAttribute("aria-label")).toBe(en.messages);
  expect(log?.querySelector("ol")?.getAttribute("role")).toBe("list");
  expect(scroller.tabIndex).toBe(0);
});

test("who was in touch before and has no conversation any more is told when that was", () => {
  expect(make().welcome.textContent).not.toContain("Last here");
  const contact = { kind: "form", first: 1, last: Date.now() - 86_400_000 };
  localStorage.setItem("tresen.contacts", JSON.stringify([contact]));
  expect(make().welcome.textContent).toContain("Last here: Yesterday");
  localStorage.clear();
});

test("what was said today was said yesterday after midnight", () => {
  vi.useFakeTimers({ now: new Date(2026, 2, 1, 23, 59), toFake: ["Date"] });
  const { render, scroller } = make();
  const said = items(1, 1).map((entry) => ({ ...entry, at: Date.now() }));
  render(said);
  const day = scroller.querySelector(".day");
  expect(day?.textContent).toBe(en.today);
  vi.setSystemTime(new Date(2026, 2, 2, 0, 1));
  render(said);
  expect(scroller.querySelector(".day")).toBe(day);
  expect(day?.textContent).toBe(en.yesterday);
});

test("that nobody took the conversation is announced once, and goes", () => {
  const { render, unanswered, scroller } = make();
  expect(unanswered.getAttribute("role")).toBe("status");
  expect(scroller.querySelector("[role=log]")?.contains(unanswered)).toBe(false);
  render(items(1, 1));
  expect(unanswered.textContent).toBe("");
  render(items(1, 1), { unanswered: true });
  const text = unanswered.firstChild;
  expect(text?.textContent).toBe(en.unanswered);
  render(items(1, 2), { unanswered: true });
  expect(unanswered.firstChild).toBe(text);
  render(items(1, 2));
  expect(unanswered.textContent).toBe("");
});

test("typing is shown while it lasts", () => {
  const { render, typing } = make();
  render(items(1, 1), { typing: true });
  expect(typing.hidden).toBe(false);
  render(items(1, 1));
  expect(typing.hidden).toBe(true);
});

test("in the end nothing is watched any more", () => {
  const { render, ended, scroller } = make();
  render(items(1, 6));
  ended.abort();
  scroller.scrollTop = 250;
  resized();
  expect(scroller.scrollTop).toBe(250);
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

  test("stays there when another size of the window has moved what is shown, which is told like scrolling", () => {
    const { render, scroller, scrollTo, jump } = make();
    render(items(1, 10));
    Object.defineProperty(scroller, "clientHeight", { value: WINDOW_PX / 2 });
    scrollTo(700);
    resized();
    expect(scroller.scrollTop).toBe(1000);
    render(items(1, 11));
    expect(jump.hidden).toBe(true);
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
    render(items(1, 6), { unsent: [unsent("mine")] });
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
    render(items(5, 6), {}, true);
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
    const { render, earlier, scroller, root } = make(onEarlier);
    render(items(5, 6), {}, true);
    earlier.click();
    earlier.click();
    expect(onEarlier).toHaveBeenCalledOnce();
    fail();
    await vi.waitFor(() => expect(earlier.disabled).toBe(false));
    expect(root.activeElement).toBe(scroller);
  });
});

describe("of a long conversation", () => {
  let page = ALL.slice(-50);
  const onEarlier = vi.fn(async () => {});
  const made = () => {
    const log = make(onEarlier);
    page = ALL.slice(-50);
    onEarlier.mockImplementation(async () => {
      page = ALL.slice(-page.length - 50);
      log.render(page, {}, true);
    });
    log.render(page, {}, true);
    return log;
  };
  const pageBack = async ({ earlier }: ReturnType<typeof make>, times: number) => {
    for (let time = 0; time < times; time++) {
      earlier.click();
      await vi.waitFor(() => expect(earlier.disabled).toBe(false));
    }
  };

  test("a part is there at a time, and the reader's place stays", async () => {
    const log = made();
    await pageBack(log, 5);
    expect(log.texts()).toHaveLength(200);
    expect(log.texts()[0]).toBe("4701");
    expect(log.atEdge()).toContain("text 4751");
    expect(log.live()).toBe("off");
  });

  test("whoever scrolls down from there comes to the newest", async () => {
    const log = made();
    await pageBack(log, 5);
    const places: unknown[] = [];
    while (log.texts().at(-1) !== "5000") {
      log.scrollTo(200 * ITEM_PX - WINDOW_PX);
      places.push(log.atEdge());
      expect(log.texts().length).toBeLessThanOrEqual(200);
      expect(log.live()).toBe("off");
    }
    expect(places[0]).toContain("text 4898");
    expect(places).toHaveLength(2);
    expect(log.jump.hidden).toBe(false);
    log.scrollTo(log.scroller.scrollHeight - WINDOW_PX);
    expect(log.jump.hidden).toBe(true);
  });

  test("a page that is here is not asked for again", async () => {
    const log = made();
    await pageBack(log, 5);
    log.jump.click();
    onEarlier.mockClear();
    await pageBack(log, 1);
    expect(onEarlier).not.toHaveBeenCalled();
    expect(log.texts()[0]).toBe("4751");
  });

  test("one click leads to the newest", async () => {
    const log = made();
    await pageBack(log, 5);
    expect(log.jump.hidden).toBe(false);
    log.jump.click();
    expect(log.texts().at(-1)).toBe("5000");
    expect(log.scroller.scrollTop).toBe(log.scroller.scrollHeight);
    expect(log.jump.hidden).toBe(true);
    expect(log.root.activeElement).toBe(log.scroller);
  });

  test("a message of one's own leads there as well", async () => {
    const log = made();
    await pageBack(log, 5);
    log.render(page, { unsent: [unsent("mine")] }, true);
    expect(log.texts().slice(-2)).toEqual(["5000", "mine"]);
    expect(log.scroller.scrollTop).toBe(log.scroller.scrollHeight);
  });

  test("the other's does not, but is offered", async () => {
    const log = made();
    await pageBack(log, 5);
    const before = log.texts();
    log.render([...page, message(5_001)], {}, true);
    expect(log.texts()).toEqual(before);
    expect(log.atEdge()).toContain("text 4751");
    expect(log.jump.hidden).toBe(false);
  });

  test("what has the focus stays while the reader looks further up", async () => {
    const { render, scrollTo, scroller, root } = make();
    const failed: Unsent = { ...unsent("mine"), failed: true, code: "failed" };
    render(items(1, 200), { unsent: [failed] });
    scrollTo(0);
    scroller.querySelector<HTMLElement>(".failed button")?.focus();
    render(items(1, 201), { unsent: [failed] });
    expect(scroller.querySelector(".failed button")).toBe(root.activeElement);
  });
});
