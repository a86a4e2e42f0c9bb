import type { View } from "../chat/applyEvent.js";
import type { Unsent } from "../chat/createOutbox.js";
import { emptyExcerpt, nextExcerpt, STEP } from "../chat/excerpt.js";
import type { ItemOptions } from "./createItem.js";
import { createList } from "./createList.js";
import { element } from "./element.js";
import { logItems } from "./logItems.js";

/** What the log shows; `ready` when it is known that there is nothing else to show. */
export type LogState = {
  readonly view: View;
  readonly unsent: readonly Unsent[];
  readonly typing: boolean;
  readonly ready: boolean;
  /** Nobody is there. */
  readonly offline: boolean;
  /** Nobody took the conversation for so long that it has to be said. */
  readonly unanswered: boolean;
  /** Nobody answers for now, and there is a contact form. */
  readonly form: boolean;
};

export type Log = {
  readonly node: HTMLElement;
  render(state: LogState): void;
  /** Shows the newest. */
  toEnd(): void;
};

export type LogOptions = ItemOptions & { onEarlier(): Promise<void>; onForm(): void };

const NEAR_PX = 48;

/** The messages, kept at the newest unless the reader went back. Of a long conversation a part is there at a time. */
export function createLog(options: LogOptions): Log {
  const { texts, dates } = options;
  const list = createList(options);
  let state: LogState;
  let excerpt = emptyExcerpt;
  let atEnd = true;
  let shownNewest: string | number | undefined;

  const earlier = element("button", { class: "link earlier" }, texts.earlier);
  const invitation = element("span");
  const welcome = element("p", { class: "welcome" }, element("strong", {}, texts.welcome), invitation);
  const log = element("div", { role: "log", "aria-label": texts.messages }, list.node);
  const unanswered = element("p", { class: "unanswered", role: "status" });
  const form = element("button", { class: "link earlier" }, texts.useForm);
  const typing = element("p", { class: "typing" }, texts.typing);
  const attributes = { class: "scroller", role: "group", tabindex: "0", "aria-label": texts.history };
  const scroller = element("div", attributes, earlier, welcome, log, unanswered, form, typing);
  const jump = element("button", { class: "jump" }, texts.newer);

  function draw(back: boolean, by?: number) {
    excerpt = nextExcerpt(excerpt, state.view.entries, back, by);
    log.setAttribute("aria-live", excerpt.news ? "polite" : "off");
    scroller.scrollTop += list.render(logItems(state, excerpt, dates.day));
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
    const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
    atEnd = near && !excerpt.newer;
    if (atEnd) jump.hidden = true;
    else if (near) draw(false, STEP);
  }

  scroller.addEventListener("scroll", look);
  // The field below it grows with what is typed.
  new ResizeObserver(() => atEnd && toEnd()).observe(scroller);
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
  form.addEventListener("click", options.onForm);
  toEnd();

  function render(now: LogState) {
    state = now;
    const newest = now.unsent.at(-1)?.client_message_id ?? now.view.entries.at(-1)?.seq;
    const grown = newest !== shownNewest;
    shownNewest = newest;

    // What has the focus is at the end, and does not go.
    draw(!(atEnd || list.node.querySelector(":focus")));
    typing.hidden = !now.typing;
    form.hidden = !now.form;
    welcome.hidden = !now.ready || !!newest;
    invitation.textContent = now.offline ? texts.welcomeOffline : texts.welcomeMore;
    const news = now.unanswered ? texts.unanswered : "";
    if (unanswered.textContent !== news) unanswered.textContent = news;

    if (atEnd || (grown && now.unsent[0])) toEnd();
    else if (grown) jump.hidden = false;
  }

  return { node: element("div", { class: "log" }, scroller, jump), render, toEnd };
}
