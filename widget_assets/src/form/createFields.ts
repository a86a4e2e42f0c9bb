import type { Form } from "../protocol/requests.js";
import { type Asked, createField, type Field } from "./createField.js";
import type { FormTexts } from "./FormTexts.js";

/** By the names of the fields; what is empty is left out. No field of a form is called `group` or `consent`. */
export type Values = Readonly<Record<string, string>> & {
  readonly group?: string;
  readonly consent?: string;
};

/** Everything that the visitor fills in. */
export function createFields({ fields, groups, consent }: Form, texts: FormTexts): readonly Field[] {
  const all: Asked[] = [
    ...(groups.length
      ? [{ name: "group", kind: "choice", label: texts.group, options: groups } as const]
      : []),
    ...fields,
    ...(consent ? [{ name: "consent", kind: "consent", label: consent, required: true } as const] : []),
  ];
  return all.map((asked) => createField(asked, texts));
}
