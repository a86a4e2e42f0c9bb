import type { Doer } from "./createQueue.js";

type Command = (view?: unknown, from?: unknown) => void;

/** What these calls may be given. For anything else there is the part that tells the page's developer. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  open: /^(chat|form|)$/,
  setTheme: /^(auto|light|dark)$/,
  setLocale: /^[\w-]+$/,
  setGroup: /^[\w-]+$/,
};

/** Does the calls that need no more than the panel. What else they take the loader has done already. */
export function createDoer(panel: Readonly<Record<"open" | "close" | "toggle" | "render", Command>>): Doer {
  const { open, close, toggle, render } = panel;
  const done = () => {};
  const commands: Readonly<Record<string, Command>> = {
    open,
    openContactForm: () => open("form"),
    close,
    hide: close,
    show: done,
    again: done,
    toggle,
    setTheme: done,
    setLocale: done,
    setGroup: render,
  };

  return (name, values) => {
    const command = commands[name];
    const [value = ""] = values;
    // A page's script may give what can not even be made a text.
    if (!command || (PLAIN[name] && !(typeof value === "string" && PLAIN[name].test(value)))) return false;
    command(...values);
    return true;
  };
}
