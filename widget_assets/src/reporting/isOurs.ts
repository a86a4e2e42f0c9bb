import { callsOf } from "./callsOf.js";

/** Whether one of our scripts has thrown it: the innermost call. What is built into the browser has no address. */
export function isOurs(error: Error, origin: string): boolean {
  const [inner = "", path = ""] = callsOf(error).split(`${origin}/`);
  return !inner.includes("://") && /^(assets|loader)\S*:\d+:\d/.test(path);
}
