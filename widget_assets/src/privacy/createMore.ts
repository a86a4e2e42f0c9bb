import { noteError } from "../chat/usage.js";
import type { createFormView, FormView } from "../form/createFormView.js";
import type { Part } from "../loader/Part.js";
import { privacy as texts } from "../texts/language.js";
import type { Parts } from "../widget/createParts.js";
import { element } from "../widget/element.js";
import type { FollowedAvailability } from "../widget/FollowedAvailability.js";
import { lazyOnce } from "../widget/lazyOnce.js";
import type { View, ViewOptions } from "../widget/View.js";
import { createMenu } from "./createMenu.js";
import { createPrivacyViews } from "./createPrivacyViews.js";
import { isFormSent } from "./isFormSent.js";

declare const FORM: Part;

export type FormModule = { readonly createFormView: typeof createFormView };

export type MoreOptions = Omit<ViewOptions, "onDone"> & {
  /** Holds the menu's button. */
  readonly menuFrame: HTMLElement;
  readonly parts: Parts;
  /** Whether the site has a contact form, and analyses use. */
  readonly availability: Pick<FollowedAvailability, "file">;
  /** Shows it in place of the conversation; without one the conversation again. */
  cover(view?: Pick<View, "node" | "title">): void;
  /** Puts the focus where it is when the panel opens. */
  focusIn(): void;
  /** What the visitor has written so far. */
  said(): string;
  /** All that the page holds of the visitor has to go. */
  onForget(): void;
  /** Something happened that the visitor should hear of. */
  onNews(text: string): void;
  /** The contact form has sent what had been written in the conversation's field. */
  onSent(text: string): void;
};

export type More = {
  /** Opens the menu, or closes it. */
  toggleMenu(): void;
  openForm(): void;
  /** Shows the conversation again. */
  close(): void;
  /** Carries on with what the visitor asked for while there was no connection. */
  resume(): void;
};

/** What there is besides the conversation: the menu, and what it leads to. */
export function createMore(options: MoreOptions): More {
  const { root, cover } = options;
  const loadForm = options.parts<FormModule>(FORM);
  const form = lazyOnce(async () => (await loadForm()).createFormView({ ...options, onDone: close }));
  const privacy = createPrivacyViews({ ...options, texts });
  const entries = Object.entries(texts.titles) as [keyof typeof texts.titles, string][];
  const menu = createMenu({
    frame: options.menuFrame,
    items: () => entries.filter(([name]) => name !== "form" || options.availability.file?.contact),
    onChoose: (name) => (name === "form" ? void openForm() : open(privacy.views[name])),
  });
  let current: View | undefined;
  let opener: HTMLElement | null = null;

  function open(view: View) {
    if (current) current.hide?.();
    else opener = root.activeElement as HTMLElement | null;
    current = view;
    cover(view);
    view.show();
  }

  async function openForm() {
    const note = element("p", { role: "status" }, texts.loading);
    const waiting: View = {
      node: element("div", { class: "privacy" }, note),
      title: texts.titles.form,
      show() {},
    };
    open(waiting);
    try {
      take(await form(), waiting);
    } catch (error) {
      options.onError(error);
      noteError("missing");
      note.textContent = texts.unreachable;
      const again = element("button", { type: "button" }, texts.again);
      again.addEventListener("click", openForm);
      waiting.node.append(again);
    }
  }

  function take(view: FormView, waiting: View) {
    // Who has left meanwhile is not called back.
    if (current !== waiting) return;
    const text = options.said();
    if (text) view.take(text);
    open(view);
  }

  function close() {
    current?.hide?.();
    current = undefined;
    cover();
    opener?.focus();
    if (!root.activeElement) options.focusIn();
  }

  function resume() {
    privacy.resume();
    if (isFormSent()) form().catch(() => {});
  }

  addEventListener("online", resume);
  return { toggleMenu: menu.toggle, openForm: () => void openForm(), close, resume };
}
