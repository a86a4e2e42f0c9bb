import { useEffect, useRef } from "preact/hooks";
import type { Desk } from "../desk/createDesk.js";
import { useWords } from "./useWords.js";

export function NothingChosen({ desk }: { desk: Desk }) {
  const { texts } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const erased = desk.erased.value;
  useEffect(() => {
    // What had the focus has gone.
    if (erased && document.activeElement === document.body) box.current?.focus();
  }, [erased]);
  if (!desk.listed.value) return null;
  const any = Object.values(desk.lists.value).some(({ length }) => length > 0);
  return (
    <div class="empty" tabIndex={-1} ref={box}>
      <p role="status" class="lead">
        {erased && texts.erasure.erased}
      </p>
      {!erased && (
        <>
          <p class="lead">{any ? texts.choose : texts.quiet}</p>
          <p class="quiet">{any ? texts.chooseLead : texts.quietLead}</p>
        </>
      )}
    </div>
  );
}
