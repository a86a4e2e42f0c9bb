import { element } from "../widget/element.js";

/**
 * The menu of a button, which closes when the focus leaves it. Gives what opens it, or closes it.
 *
 * @param frame holds the button, and the menu from now on
 * @param items what there is to choose from at the moment, with what it is called
 * @param onChoose the button has the focus then
 */
export function createMenu<Name>(
  frame: HTMLElement,
  items: () => readonly (readonly [Name, string])[],
  onChoose: (name: Name) => void,
): () => void {
  const button = frame.firstElementChild as HTMLElement;
  const list = element("div", {
    class: "menu",
    role: "menu",
    part: "menu",
    "aria-label": button.ariaLabel ?? "",
  });

  function show(shown: boolean) {
    list.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
  }

  function open() {
    show(true);
    list.replaceChildren(...items().map(item));
    go(0);
  }

  function item([name, text]: readonly [Name, string]): HTMLElement {
    const made = element("button", { type: "button", role: "menuitem", tabindex: "-1" }, text);
    made.addEventListener("click", () => {
      leave();
      onChoose(name);
    });
    return made;
  }

  function leave() {
    button.focus();
    show(false);
  }

  function go(to: number) {
    const { children } = list;
    ([...children].at(to % children.length) as HTMLElement).focus();
  }

  frame.append(list);
  frame.addEventListener("focusout", ({ relatedTarget }) => {
    if (!frame.contains(relatedTarget as Node | null)) show(false);
  });
  frame.addEventListener("keydown", (event) => {
    const at = [...list.children].indexOf(event.target as Element);
    const act = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(Math.max(at, 0) - 1),
      Home: () => go(0),
      End: () => go(-1),
      Escape: leave,
    }[event.key];
    if (list.hidden || !act) return;
    event.preventDefault();
    // What Escape closes is the menu alone.
    event.stopPropagation();
    act();
  });
  show(false);
  return () => (list.hidden ? open() : show(false));
}
