import type { Asked } from "./createField.js";

const CONTROLS = /(?![\t-\r])\p{Cc}/gu;
const CONTROLS_OF_TEXT = /(?![\t\n])\p{Cc}/gu;

/** A value as the server keeps it: without what nobody sees. `lambdas/contact/fields.py` has the same rules. */
export function normalised(kind: Asked["kind"], value: string): string {
  // A lone half of a character is no JSON to the server.
  const whole = value.replace(/\p{Surrogate}/gu, "\ufffd");
  return kind === "text"
    ? whole
        .replace(/\r\n|[\r\u2028\u2029]/g, "\n")
        .replace(CONTROLS_OF_TEXT, "")
        .trim()
    : whole.replace(CONTROLS, "").replace(/\s+/g, " ").trim();
}
