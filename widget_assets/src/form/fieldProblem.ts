import type { FieldProblem } from "../protocol/requests.js";
import type { Asked } from "./createField.js";
import { normalised } from "./normalised.js";

const EMAIL =
  /^(?!.*\p{DI})(?=[^@]{1,64}@)[^ "(),.:;<>@[\\\]]+(\.[^ "(),.:;<>@[\\\]]+)*@((?!-)[a-zA-Z0-9\u00a1-\u{10ffff}-]{1,63}(?<!-)\.)+(?!\d+$)(?=[^.]{2})(?!-)[a-zA-Z0-9\u00a1-\u{10ffff}-]{1,63}(?<!-)$/u;
const TELEPHONE = /^(?=(\D*\d){3})\+?[\d ()/.-]*$/;

/**
 * What is wrong with a normalised value, by the same rules as in `lambdas/contact/fields.py`, or nothing. Lengths are in
 * code points.
 */
export function fieldProblem(
  { kind, required, max_characters = Infinity, options = [] }: Asked,
  value: string,
): FieldProblem | undefined {
  if (!value) return required ? "required" : undefined;
  if ([...value].length > max_characters) return "too_long";
  if (kind === "email" && !EMAIL.test(value)) return "not_an_email";
  if (kind === "telephone" && !TELEPHONE.test(value)) return "not_a_telephone";
  if (kind === "choice" && !options.some((option) => normalised(kind, option) === value))
    return "not_an_option";
  return undefined;
}
