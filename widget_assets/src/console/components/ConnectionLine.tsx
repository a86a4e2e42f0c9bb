import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useWords } from "./useWords.js";

const UNNOTICED_MS = 1500;

/** Says so when the connection has been away for longer than a moment, and when it is back. */
export function ConnectionLine({ connected }: { connected: boolean }) {
  const { texts } = useWords();
  const told = useSignal(false);
  const back = useSignal(false);
  useEffect(() => {
    if (connected) {
      back.value = told.peek();
      told.value = false;
      return undefined;
    }
    const timer = setTimeout(() => {
      told.value = true;
    }, UNNOTICED_MS);
    return () => clearTimeout(timer);
  }, [connected, told, back]);
  return (
    <div role="status">
      {told.value && <p class="line">{texts.connecting}</p>}
      {!told.value && back.value && <p class="hidden">{texts.reconnected}</p>}
    </div>
  );
}
