import type { ItemOptions } from "./createItem.js";
import { createList } from "./createList.js";
import { element } from "./element.js";
import type { LogItem } from "./logItems.js";

/** What the log shows; `ready` when it is known that there is nothing else to show. */
export type LogState = {
  readonly items: readonly LogItem[];
  readonly earlier: boolean;
  readonly typing: boolean;
  readonly ready: boolean;
};

export type Log = {
  readonly node: HTMLElement;
  render(state: LogState): void;
  /** Shows the newest. */
  toEnd(): void;
};

export type LogOptions = ItemOptions & { onEarlier(): Promise<void> };

const NEAR_PX = 48;

/** The messages, kept at the newest unless the reader went back. */
export function createLog(options: LogOptions): Log {
  const { texts } = options;
  const list = createList(options);
  let atEnd = true;
  let firstKey: string | undefined;
  let lastKey: string | undefined;

  const earlier = element("button", { type: "button", class: "link earlier" }, texts.earlier);
  const welcome = element("p", { class: "welcome" }, element("strong", {}, texts.welcome), texts.welcomeMore);
  const log = element("div", { role: "log", "aria-live": "polite", "aria-label": texts.messages }, list.node);
  const typing = element("p", { class: "typing" }, texts.typing);
  const attributes = { class: "scroller", role: "group", tabindex: "0", "aria-label": texts.history };
  const scroller = element("div", attributes, earlier, welcome, log, typing);
  const jump = element("button", { type: "button", class: "jump" }, texts.newMessage);

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    atEnd = true;
    jump.hidden = true;
  }

  scroller.addEventListener("scroll", () => {
    atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
    if (atEnd) jump.hidden = true;
  });
  // The field below it grows with what is typed.
  new ResizeObserver(() => atEnd && toEnd()).observe(scroller);
  jump.addEventListener("click", () => {
    toEnd();
    scroller.focus();
  });
  earlier.addEventListener("click", async () => {
    earlier.disabled = true;
    await options.onEarlier().catch(() => {});
    earlier.disabled = false;
    scroller.focus();
  });
  toEnd();

  function render({ items, ...more }: LogState) {
    const [first, last] = [items[0], items.at(-1)];
    const grownAbove = firstKey !== undefined && first?.key !== firstKey;
    const grownBelow = last?.key !== lastKey;
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    // What was said before is there to be read, not to be read out.
    log.setAttribute("aria-live", firstKey === undefined || grownAbove ? "off" : "polite");
    [firstKey, lastKey] = [first?.key, last?.key];

    list.render(items);
    earlier.hidden = !more.earlier;
    typing.hidden = !more.typing;
    welcome.hidden = !more.ready || items.length > 0;

    const own = grownBelow && last?.kind === "message" && !last.at;
    if (atEnd || own) toEnd();
    else if (grownAbove) scroller.scrollTop = scroller.scrollHeight - fromEnd;
    else if (grownBelow) jump.hidden = false;
  }

  return { node: element("div", { class: "log" }, scroller, jump), render, toEnd };
}
