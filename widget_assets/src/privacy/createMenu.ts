import { element } from "../widget/element.js";

export type MenuOptions<Name> = {
  /** Holds the button, and the menu from now on. */
  readonly frame: HTMLElement;
  /** What there is to choose from at the moment, with what it is called. */
  items(): readonly (readonly [Name, string])[];
  /** The button has the focus then. */
  onChoose(name: Name, label: string): void;
};

export type Menu = { toggle(): void };

/** The menu of a button, which closes when the focus leaves it. */
export function createMenu<Name>({ frame, items, onChoose }: MenuOptions<Name>): Menu {
  const button = frame.firstElementChild as HTMLElement;
  const list = element("div", {
    class: "menu",
    role: "menu",
    part: "menu",
    "aria-label": button.ariaLabel ?? "",
  });
  frame.append(list);

  function show(shown: boolean) {
    list.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (shown) list.replaceChildren(...items().map(item));
  }

  function item([name, text]: readonly [Name, string]): HTMLElement {
    const made = element("button", { type: "button", role: "menuitem", tabindex: "-1" }, text);
    made.addEventListener("click", () => {
      leave();
      onChoose(name, text);
    });
    return made;
  }

  function leave() {
    button.focus();
    show(false);
  }

  function go(to: number) {
    if (list.hidden) show(true);
    (list.children[to % list.children.length] as HTMLElement).focus();
  }

  function press(event: KeyboardEvent) {
    const last = list.children.length - 1;
    const at = [...list.children].indexOf(event.target as Element);
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(at, 0) + last, Home: 0, End: last }[event.key];
    if (list.hidden || (to === undefined && event.key !== "Escape")) return;
    event.preventDefault();
    // What Escape closes is the menu alone.
    event.stopPropagation();
    if (to === undefined) leave();
    else go(to);
  }

  frame.addEventListener("focusout", ({ relatedTarget }) => {
    if (!frame.contains(relatedTarget as Node | null)) show(false);
  });
  frame.addEventListener("keydown", press);
  show(false);
  return { toggle: () => (list.hidden ? go(0) : show(false)) };
}
