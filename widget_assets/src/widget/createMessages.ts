import { contacts } from "../chat/contacts.js";
import { emptyExcerpt, nextExcerpt, STEP } from "../chat/excerpt.js";
import { locale } from "../texts/language.js";
import { createList } from "./createList.js";
import type { LogOptions, LogState } from "./createLog.js";
import { dateTexts } from "./dateTexts.js";
import { element } from "./element.js";
import { logItems } from "./logItems.js";
import { setText } from "./setText.js";

export type Messages = {
  render(state: LogState): void;
  /** Shows the newest. */
  toEnd(): void;
};

export type MessagesOptions = LogOptions & {
  /** Holds the welcome, what is announced, and the way to the form, in this order. */
  readonly scroller: HTMLElement;
  readonly welcome: HTMLElement;
  /** What is announced. */
  readonly log: HTMLElement;
};

const NEAR_PX = 48;

/** The messages, kept at the newest unless the reader went back. Of a long conversation a part is there at a time. */
export function createMessages(options: MessagesOptions): Messages {
  const { texts, signal, scroller, welcome, log } = options;
  const dates = dateTexts(locale, texts);
  const list = element("ol", { role: "list" });
  const renderList = createList(list, options);
  let state: LogState;
  let excerpt = emptyExcerpt;
  let atEnd = true;
  let height = 0;
  let shownNewest: string | number | undefined;

  const earlier = element("button", { class: "link earlier" }, texts.earlier);
  const unanswered = element("p", { class: "unanswered", role: "status" });
  const typing = element("p", { class: "typing" }, texts.typing);
  const jump = element("button", { class: "jump" }, texts.newer);
  welcome.before(earlier);
  log.append(list);
  log.after(unanswered);
  scroller.append(typing);
  scroller.after(jump);
  const last = contacts().at(-1)?.last;
  if (last) welcome.append(element("span", {}, texts.lastHere(dates.day(last))));

  function draw(back: boolean, by?: number) {
    excerpt = nextExcerpt(excerpt, state.view.entries, back, by);
    log.setAttribute("aria-live", excerpt.news ? "polite" : "off");
    scroller.scrollTop += renderList(logItems(state, excerpt, texts, dates));
    earlier.hidden = !(excerpt.earlier || state.view.earlier);
    if (excerpt.newer) jump.hidden = false;
  }

  function toEnd() {
    if (excerpt.newer) {
      excerpt = emptyExcerpt;
      draw(false);
    }
    scroller.scrollTop = scroller.scrollHeight;
    look();
  }

  function look() {
    const { clientHeight } = scroller;
    const near = scroller.scrollHeight - scroller.scrollTop - clientHeight < NEAR_PX;
    // Another size moves what is shown without the reader's doing, and the observer comes after the event.
    if (atEnd && !near && clientHeight !== height) return;
    height = clientHeight;
    atEnd = near && !excerpt.newer;
    if (atEnd) jump.hidden = true;
    else if (near) draw(false, STEP);
  }

  scroller.addEventListener("scroll", look);
  // The field below it grows with what is typed.
  const sizes = new ResizeObserver(() => atEnd && toEnd());
  sizes.observe(scroller);
  signal.addEventListener("abort", () => sizes.disconnect());
  jump.addEventListener("click", () => {
    toEnd();
    scroller.focus();
  });
  earlier.addEventListener("click", async () => {
    scroller.focus();
    // Who gets there without scrolling is at the beginning all the same.
    scroller.scrollTop = 0;
    atEnd = false;
    if (excerpt.earlier) return draw(true, STEP);
    earlier.disabled = true;
    await options.onEarlier().catch(() => {});
    earlier.disabled = false;
  });
  toEnd();

  function render(now: LogState) {
    state = now;
    const newest = now.unsent.at(-1)?.client_message_id ?? now.view.entries.at(-1)?.seq;
    const grown = newest !== shownNewest;
    shownNewest = newest;

    // What has the focus is at the end, and does not go.
    draw(!(atEnd || list.querySelector(":focus")));
    typing.hidden = !now.typing;
    setText(unanswered, now.unanswered ? texts.unanswered : "");

    if (atEnd || (grown && now.unsent[0])) toEnd();
    else if (grown) jump.hidden = false;
  }

  return { render, toEnd };
}
