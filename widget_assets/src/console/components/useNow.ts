import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const TICK_MS = 20_000;

/** The time, so that what is counted in minutes stays true. */
export function useNow(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [now]);
  return now.value;
}
