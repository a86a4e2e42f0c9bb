/**
 * What a call was given in place of what was expected, for the page's console.
 *
 * @param isPrivate it may say who somebody is, or what was written: only its kind is named
 */
export function problemOf(expected: string, value: unknown, isPrivate: boolean): string {
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const got = kind === "string" && !isPrivate ? JSON.stringify(String(value).slice(0, 40)) : kind;
  return `expected ${expected}, got ${got}`;
}
