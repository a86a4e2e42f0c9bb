import type { ContactRequest } from "../../protocol/requests.js";
import { isVisible } from "../words/isVisible.js";

/** What the visitor wrote into a field, if anything that can be seen. */
export function writtenIn({ fields }: ContactRequest, name: string): string | undefined {
  const value = fields.find((field) => field.name === name)?.value;
  return value && isVisible(value) ? value : undefined;
}
