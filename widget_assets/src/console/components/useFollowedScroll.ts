import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { placeOf } from "./placeOf.js";

const NEAR_PX = 48;

type Options = {
  box: RefObject<HTMLElement | null>;
  /** There is more after what is in the box. */
  newer: boolean;
  onAtEnd(atEnd: boolean): void;
  /** The reader is at the end of the box, and there is more. */
  onMore(): void;
};

/**
 * A box that stays at its end while things are added there, unless the reader has scrolled up: then what the reader has
 * before the eyes stays, whatever comes and goes before it. `onAtEnd` hears which of the two it is.
 */
export function useFollowedScroll({ box, newer, onAtEnd, onMore }: Options) {
  const away = useSignal(false);
  // What is drawn now is about to change, and can not be measured later.
  const comeBack = away.peek() && box.current ? placeOf(box.current) : toEnd;

  function toEnd() {
    const { current } = box;
    if (current) current.scrollTop = current.scrollHeight;
  }

  function leave(left: boolean) {
    if (left !== away.peek()) onAtEnd(!left);
    away.value = left;
  }

  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const onScroll = () => {
      const near = current.scrollHeight - current.scrollTop - current.clientHeight <= NEAR_PX;
      leave(newer || !near);
      if (newer && near) onMore();
    };
    const onResize = () => {
      if (!away.peek()) toEnd();
    };
    // A growing composer or a phone's keyboard takes from the box.
    const sizes = new ResizeObserver(onResize);
    sizes.observe(current);
    current.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      current.removeEventListener("scroll", onScroll);
    };
  });

  useLayoutEffect(comeBack);

  return { away: away.value, leave };
}
