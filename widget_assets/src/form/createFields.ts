import type { FieldProblem, Form } from "../protocol/requests.js";
import { element } from "../widget/element.js";
import { type Asked, createField, type Field } from "./createField.js";
import type { FormTexts } from "./FormTexts.js";

/** By the names of the fields; what is empty is left out. No field of a form is called `group` or `consent`. */
export type Values = Readonly<Record<string, string>> & {
  readonly group?: string;
  readonly consent?: string;
};

/** Everything that the visitor fills in. */
export type Fields = {
  readonly nodes: readonly Node[];
  /** As typed, to be kept; or as it is sent. */
  read(as: "raw" | "value"): Values;
  /** Fills what is empty. */
  fill(values: Values): void;
  /** Judges all of them, or takes the server's word; those in which something is wrong. */
  check(found?: Readonly<Record<string, FieldProblem>>): readonly Field[];
  lock(locked: boolean): void;
  /** The one that people do not see. */
  readonly homepage: HTMLInputElement;
};

const CHOICE_CHARACTERS = 120;

export function createFields({ fields, groups, consent }: Form, texts: FormTexts): Fields {
  const extra = (name: "group" | "consent", given: Pick<Asked, "kind" | "label" | "required">): Asked => ({
    name,
    max_characters: CHOICE_CHARACTERS,
    options: groups,
    ...given,
  });
  const all = [
    ...(groups.length ? [extra("group", { kind: "choice", label: texts.group, required: false })] : []),
    ...fields,
    ...(consent ? [extra("consent", { kind: "consent", label: consent, required: true })] : []),
  ].map((asked) => createField(asked, texts));
  const homepage = element("input", { name: "homepage", tabindex: "-1", autocomplete: "off" });
  // Not by `hidden` or `display`: programs know those.
  const trap = element("div", { class: "hidden", "aria-hidden": "true" }, "Homepage", homepage);

  return {
    nodes: [...all.map(({ node }) => node), trap],
    read: (as) => Object.fromEntries(all.flatMap((field) => (field[as] ? [[field.name, field[as]]] : []))),
    fill(values) {
      for (const field of all) field.raw ||= values[field.name] ?? "";
    },
    check: (found) =>
      all.filter((field) => (found ? found[field.name] && !field.check(found[field.name]) : !field.check())),
    lock(locked) {
      for (const field of all) field.lock(locked);
    },
    homepage,
  };
}
