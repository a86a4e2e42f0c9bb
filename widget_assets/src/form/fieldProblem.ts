import type { FieldProblem } from "../protocol/requests.js";
import type { Asked } from "./createField.js";
import { normalised } from "./normalised.js";

const EMAIL =
  /^(?=[^@]{1,64}@)[^ "(),.:;<>@[\\\]]+(\.[^ "(),.:;<>@[\\\]]+)*@((?!-)[a-zA-Z0-9\u00a1-\u{10ffff}-]{1,63}(?<!-)\.)+(?!\d+$)(?=[^.]{2})(?!-)[a-zA-Z0-9\u00a1-\u{10ffff}-]{1,63}(?<!-)$/u;
const INVISIBLE = /\p{DI}/u;
const TELEPHONE = /^\+?[\d ()/.-]*$/;
const FEWEST_DIGITS = 3;

/**
 * What is wrong with a normalised value, by the same rules as in `lambdas/contact/fields.py`, or nothing. Lengths are in
 * code points.
 */
export function fieldProblem(
  { kind, required, max_characters, options = [] }: Asked,
  value: string,
): FieldProblem | undefined {
  if (!value) return required ? "required" : undefined;
  if ([...value].length > max_characters) return "too_long";
  if (kind === "email" && (!EMAIL.test(value) || INVISIBLE.test(value))) return "not_an_email";
  if (kind === "telephone" && (!TELEPHONE.test(value) || value.replace(/\D/g, "").length < FEWEST_DIGITS))
    return "not_a_telephone";
  if (kind === "choice" && !options.some((option) => normalised(kind, option) === value))
    return "not_an_option";
  return undefined;
}
