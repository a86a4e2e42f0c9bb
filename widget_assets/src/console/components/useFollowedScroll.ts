import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const NEAR_PX = 48;

/**
 * A box that stays at its end while things are added there, unless the reader has scrolled up, and that stays
 * where it is when earlier things come in before `first`.
 */
export function useFollowedScroll(first: number | undefined) {
  const box = useRef<HTMLElement>(null);
  const away = useSignal(false);
  const before = useRef({ first, height: 0 });

  const toEnd = () => {
    const { current } = box;
    if (current) current.scrollTop = current.scrollHeight;
  };

  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const onScroll = () => {
      away.value = current.scrollHeight - current.scrollTop - current.clientHeight > NEAR_PX;
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

  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const prepended = before.current.first !== undefined && first !== before.current.first;
    if (prepended) current.scrollTop += current.scrollHeight - before.current.height;
    else if (!away.peek()) toEnd();
    before.current = { first, height: current.scrollHeight };
  });

  return { box, away: away.value, toEnd };
}
