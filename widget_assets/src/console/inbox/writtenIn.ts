import type { ContactRequest } from "../../protocol/requests.js";

/** What the visitor wrote into a field, if anything. */
export function writtenIn({ fields }: ContactRequest, name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value || undefined;
}
