import { ATTRIBUTE_CHARACTERS, ATTRIBUTES, ATTRIBUTES_BYTES } from "../protocol/frames.js";
import { areTexts } from "./areTexts.js";

/** What the server takes of a visitor's situation. */
export function areAttributes(value: unknown): boolean {
  if (!areTexts(value)) return false;
  const all = Object.entries(value);
  return (
    all.length <= ATTRIBUTES &&
    all.every(
      ([name, text]) => /^[a-z][a-z0-9_]{0,31}$/.test(name) && [...text].length <= ATTRIBUTE_CHARACTERS,
    ) &&
    new TextEncoder().encode(all.flat().join("")).length <= ATTRIBUTES_BYTES
  );
}
