import { useRef, useState } from "preact/hooks";
import type { Entry } from "../../chat/applyEvent.js";
import { emptyExcerpt, nextExcerpt, STEP } from "../../chat/excerpt.js";

/** What is drawn of the entries, and how the reader goes on; `isBack` where the newest must not take away what is read. */
export function useExcerpt(entries: readonly Entry[], isBack: () => boolean) {
  const shown = useRef(emptyExcerpt);
  const wanted = useRef<"step" | "newest" | undefined>(undefined);
  const [, draw] = useState({});
  const from = wanted.current === "newest" ? emptyExcerpt : shown.current;
  const back = wanted.current !== "newest" && isBack();
  shown.current = nextExcerpt(from, entries, back, wanted.current === "step" ? STEP : 0);
  wanted.current = undefined;

  function want(what: "step" | "newest") {
    wanted.current = what;
    draw({});
  }

  return { excerpt: shown.current, step: () => want("step"), toNewest: () => want("newest") };
}
