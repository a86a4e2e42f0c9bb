import type { Tell } from "./followNews.js";

/** The page hears of what happens by events that leave the shadow root. */
export const createTell =
  (host: HTMLElement): Tell =>
  (type, detail) =>
    host.dispatchEvent(new CustomEvent(`tresen:${type}`, { detail, bubbles: true, composed: true }));
