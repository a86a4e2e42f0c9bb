import type { FieldProblem, FormField } from "../protocol/requests.js";
import { element } from "../widget/element.js";
import { setText } from "../widget/setText.js";
import type { FormTexts } from "./FormTexts.js";
import { fieldProblem } from "./fieldProblem.js";
import { normalised } from "./normalised.js";

/** What the form asks for; a consent is ticked, and then its value is `on`. */
export type Asked = Pick<FormField, "name" | "label" | "options"> &
  Partial<Pick<FormField, "required" | "max_characters">> & {
    readonly kind: FormField["kind"] | "consent";
  };

export type Field = {
  readonly name: string;
  readonly node: HTMLElement;
  /** As it is sent. */
  value: string;
  /** Judges it, or takes the server's word, and says so at the field; whether all is well. */
  check(problem?: FieldProblem): boolean;
  lock(locked: boolean): void;
};

/** Types of an input, which are also what browsers fill in by themselves. */
const TYPES: Readonly<Record<string, string>> = { email: "email", telephone: "tel" };
/** The part of a field's length that is left when the visitor is told how much that is. */
const NEARLY = 10;

/** One field with its label and what is to be said about it. */
export function createField(asked: Asked, texts: FormTexts): Field {
  const { name, kind, required, max_characters = Infinity } = asked;
  const isConsent = kind === "consent";
  const id = `contact-${name}`;
  const about = element("p", { id: `${id}-about`, class: "hint", "aria-live": "polite" });
  const control = makeControl(asked, texts, { id, name, class: "control", "aria-describedby": about.id });
  const label = element("label", { for: id }, asked.label ?? texts.labels[name] ?? name);
  if (required) label.append(element("small", {}, ` (${texts.required})`));
  const parts = isConsent ? [control, label] : [label, control];
  let judged = false;

  const value = () => (!isConsent ? normalised(kind, control.value) : control.checked ? "on" : "");
  const problem = () => fieldProblem(asked, value());

  function say(problem: FieldProblem | undefined) {
    const left = max_characters - [...value()].length;
    const count = left < 0 ? texts.tooLong(-left) : left < max_characters / NEARLY ? texts.left(left) : "";
    setText(about, problem && problem !== "too_long" ? texts.problems[problem] : count);
    control.setAttribute("aria-invalid", String(!!problem));
  }

  function check(found = problem()) {
    judged = true;
    say(found);
    return !found;
  }

  control.addEventListener("input", () => {
    const found = problem();
    // Nobody is told that an address is wrong while it is still being typed.
    say(judged || found === "too_long" ? found : undefined);
  });
  control.addEventListener("change", () => check());

  return {
    name,
    node: element("div", {}, ...parts, about),
    get value() {
      return value();
    },
    set value(text) {
      if (isConsent) control.checked = !!text;
      else control.value = text;
    },
    check,
    lock(locked) {
      // Where nothing is typed the focus is not lost by it.
      control[isConsent || kind === "choice" ? "disabled" : "readOnly"] = locked;
    },
  };
}

/** Each is used as an input, whose `readOnly` a choice has not, and whose `checked` only a consent has. */
function makeControl(
  { name, kind, options = [] }: Asked,
  texts: FormTexts,
  attributes: Record<string, string>,
): HTMLInputElement {
  if (kind === "text") return element("textarea", { ...attributes, dir: "auto" }) as never;
  if (kind === "choice") {
    const choices = options.map((option) => element("option", {}, option));
    return element("select", attributes, element("option", { value: "" }, texts.choose), ...choices) as never;
  }
  if (kind === "consent") return element("input", { ...attributes, type: "checkbox" });
  const type = TYPES[kind];
  const autocomplete = type ?? (name === "name" ? name : "on");
  return element("input", { ...attributes, type: type ?? "text", autocomplete });
}
