import { useEffect, useRef } from "preact/hooks";
import type { Faults } from "../faults/Faults.js";
import { useWords } from "./useWords.js";

/** What to do, or what became of the error that was here. */
export function NoFaultChosen({ faults }: { faults: Faults }) {
  const { texts } = useWords();
  const words = texts.errors;
  const gone = faults.gone.value;
  const { total } = faults.found.value;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the focus has gone.
    if (gone && document.activeElement === document.body) box.current?.focus();
  }, [gone]);
  return (
    <div class="empty" tabIndex={-1} ref={box}>
      <p role="status" class="lead">
        {gone && words.gone}
      </p>
      {!gone && total !== undefined && (
        <>
          <p class="lead">{total ? words.choose : words.quiet}</p>
          <p class="quiet">{total ? words.chooseLead : words.quietLead}</p>
        </>
      )}
    </div>
  );
}
