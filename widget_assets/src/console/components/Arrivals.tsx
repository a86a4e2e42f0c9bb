import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Desk } from "../desk/createDesk.js";
import { useWords } from "./useWords.js";

/** Tells those who do not see the list that somebody new is waiting. */
export function Arrivals({ desk }: { desk: Desk }) {
  const { texts } = useWords();
  const before = useRef<ReadonlySet<string> | null>(null);
  const arrived = useSignal(0);
  useSignalEffect(() => {
    if (!desk.listed.value) return;
    const ids = desk.lists.value.waiting.map(({ conversation_id }) => conversation_id);
    if (before.current && ids.some((id) => !before.current?.has(id))) arrived.value = arrived.peek() + 1;
    before.current = new Set(ids);
  });
  return (
    <p class="hidden" role="status">
      {arrived.value > 0 && <span key={arrived.value}>{texts.arrived}</span>}
    </p>
  );
}
