import { afterEach } from "vitest";
import type { EventType } from "../../src/interface/Tresen.js";

const TYPES: readonly EventType[] = [
  ...(["availability", "opened", "closed", "unread", "message", "conversation"] as const),
  ...(["contact", "identified", "consent", "destroyed"] as const),
];

/** What the page hears until the test ends, as `[type, detail]`. */
export function hearing() {
  const heard: [string, unknown][] = [];
  const hear = (event: Event) => heard.push([event.type.slice(7), (event as CustomEvent).detail]);
  const ended = new AbortController();
  for (const type of TYPES) document.addEventListener(`tresen:${type}`, hear, { signal: ended.signal });
  endings.push(() => ended.abort());
  return heard;
}

const endings: (() => void)[] = [];

afterEach(() => {
  for (const end of endings.splice(0)) end();
});
