import type { FieldProblem, Form } from "../protocol/requests.js";
import { element } from "../widget/element.js";
import { createField, type Field } from "./createField.js";
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
  fill(values: Values): void;
  /** Judges all of them; those in which something is wrong. */
  check(): readonly Field[];
  /** Shows what the server found; those in which it can be shown. */
  blame(problems: Readonly<Record<string, FieldProblem>>): readonly Field[];
  lock(locked: boolean): void;
  /** The one that people do not see. */
  readonly homepage: HTMLInputElement;
};

const CHOICE_CHARACTERS = 120;

/** `wish` is the group that the page asks for. */
export function createFields(form: Form, texts: FormTexts, wish: string | undefined): Fields {
  const extra = { max_characters: CHOICE_CHARACTERS, required: false };
  const group = {
    ...extra,
    name: "group",
    kind: "choice",
    label: texts.group,
    options: form.groups,
  } as const;
  const consent = {
    ...extra,
    name: "consent",
    kind: "consent",
    required: true,
    label: form.consent,
  } as const;
  const all = [
    ...(form.groups.length ? [group] : []),
    ...form.fields,
    ...(form.consent ? [consent] : []),
  ].map((asked) => createField(asked, texts));
  const homepage = element("input", { name: "homepage", tabindex: "-1", autocomplete: "off" });
  // Not by `hidden` or `display`: programs know those.
  const trap = element(
    "div",
    { class: "hidden", "aria-hidden": "true" },
    element("label", {}, "Homepage", homepage),
  );

  return {
    nodes: [...all.map(({ node }) => node), trap],
    read: (as) => Object.fromEntries(all.flatMap((field) => (field[as] ? [[field.name, field[as]]] : []))),
    fill(values) {
      const filled: Values = { group: wish ?? form.groups[0] ?? "", ...values };
      for (const field of all) field.raw = filled[field.name] ?? "";
    },
    check: () => all.filter((field) => !field.check()),
    blame: (problems) =>
      all.filter((field) => {
        const problem = problems[field.name];
        if (problem) field.blame(problem);
        return problem;
      }),
    lock(locked) {
      for (const field of all) field.lock(locked);
    },
    homepage,
  };
}
