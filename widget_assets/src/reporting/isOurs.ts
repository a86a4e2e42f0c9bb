import { callsOf } from "./callsOf.js";

/** All is bounded, so that a long stack costs no more than its length. */
const PLACE = /[\w-]{4,30}:\/\/\S{1,999}?:\d+:\d+/;

/** Whether one of our scripts has thrown it: the innermost call. What is built into the browser has no place. */
export function isOurs(error: Error, origin: string): boolean {
  const place = PLACE.exec(callsOf(error))?.[0].replace(origin, "");
  return /^\/(assets|loader)/.test(place as string);
}
