import { ERASURES, settled } from "../chat/database.js";
import { inStore } from "../chat/inStore.js";
import { noteError } from "../chat/usage.js";
import { createFormView, type FormView, type FormViewOptions } from "../form/createFormView.js";
import type { Part } from "../loader/Part.js";
import { menu } from "../texts/language.js";
import { againButton } from "../widget/againButton.js";
import type { Parts } from "../widget/createParts.js";
import { element } from "../widget/element.js";
import { styleSheet } from "../widget/styleSheet.js";
import type { View } from "../widget/View.js";
import { worded } from "../widget/worded.js";
import { createMenu } from "./createMenu.js";
import type { createRights, Rights, RightsOptions } from "./createRights.js";
import { createSettings } from "./createSettings.js";
import { isFormSent } from "./isFormSent.js";
import type { MenuName } from "./MenuTexts.js";
import css from "./privacy.css?inline";

declare const RIGHTS: Part;

export type RightsModule = { readonly createRights: typeof createRights };

export type MoreOptions = Omit<RightsOptions, "texts"> &
  Pick<FormViewOptions, "onReceived" | "onSent"> & {
    /** Holds the menu's button. */
    readonly menuFrame: HTMLElement;
    readonly parts: Parts;
    /** Shows it in place of the conversation; without one the conversation again. */
    cover(view?: Pick<View, "node" | "title">): void;
    /** Puts the focus where it is when the panel opens. */
    focusIn(): void;
    /** What the visitor has written so far. */
    said(): string;
    /** What the page knows of the visitor, by the names of the form's fields. */
    known(): Readonly<Record<string, string>>;
  };

export type More = {
  /** Opens the menu, or closes it. */
  toggleMenu(): void;
  openForm(): void;
  /** Fills what is empty in the contact form, if there is one, by the names of its fields. */
  prefill(fields: Readonly<Record<string, string>>): void;
  /** Shows the conversation again. */
  close(): void;
  /** Carries on with what the visitor asked for while there was no connection. */
  resume(): void;
  /** Forgets the visitor in this browser, and leaves what the server has. */
  reset(): Promise<void>;
};

/** What there is besides the conversation: the menu, and what it leads to. */
export function createMore(options: MoreOptions): More {
  const { root, signal, parts, availability, cover, locale } = options;
  const texts = worded(menu, availability.file?.look.words?.[locale]?.menu);
  const entries = Object.entries(texts.titles) as ["form" | MenuName, string][];
  const loadRights = parts<RightsModule>(RIGHTS);
  const settings = createSettings(texts, options);
  let form: FormView | undefined;
  let rights: Rights | undefined;
  let current: View | undefined;
  let opener: HTMLElement | null = null;

  function formView(): FormView {
    if (!form) {
      form = createFormView(options);
      form.prefill(options.known());
    }
    return form;
  }

  async function bringRights(): Promise<Rights> {
    if (!rights) {
      const part = await loadRights();
      signal.throwIfAborted();
      rights ??= part.createRights({ ...options, texts });
    }
    return rights;
  }

  const toggleMenu = createMenu(
    options.menuFrame,
    () => entries.filter(([name]) => name !== "form" || availability.file?.contact),
    onChoose,
  );

  function onChoose(name: "form" | MenuName) {
    if (name === "form") openForm();
    else if (name === "settings") open(settings);
    else lead(name);
  }

  function openForm() {
    const view = formView();
    view.take(options.said());
    open(view);
  }

  /** Shows it, or the conversation again. */
  function open(view?: View) {
    if (current) current.hide?.();
    else opener = root.activeElement as HTMLElement | null;
    current = view;
    cover(view);
    if (view) return view.show();
    opener?.focus();
    if (!root.activeElement) options.focusIn();
  }

  /** Shows it as soon as its code is there, unless the visitor has gone elsewhere meanwhile. */
  function lead(name: keyof Rights["views"]) {
    const status = element("p", { role: "status" }, texts.loading);
    const node = element("div", {}, status);
    const waiting: View = { node, title: texts.titles[name], show() {} };
    const retry = () => current === waiting && lead(name);
    open(waiting);
    bringRights().then(
      ({ views }) => {
        if (current !== waiting) return;
        // The title has the focus already, or the visitor has moved it on.
        current = views[name];
        node.replaceWith(current.node);
        current.show();
      },
      (error) => {
        options.onError(error);
        if (current === waiting) noteError("missing");
        status.textContent = texts.unreachable;
        node.append(againButton(texts.again, retry));
        addEventListener("online", retry, { signal, once: true });
      },
    );
  }

  async function resume() {
    if (isFormSent()) formView();
    const open = await inStore(ERASURES, false, (store) => settled(store.count())).catch(() => 0);
    if (open || rights) bringRights().then((part) => part.resume(), options.onError);
  }

  root.adoptedStyleSheets.push(styleSheet(css));
  addEventListener("online", resume, { signal });
  return {
    toggleMenu,
    openForm,
    prefill: (fields) => form?.prefill(fields),
    close: () => open(),
    resume,
    reset: async () => (await bringRights()).reset(),
  };
}
