import { useEffect, useRef } from "preact/hooks";
import type { Departure, Inbox } from "../inbox/Inbox.js";
import type { Texts } from "../words/texts.js";
import { useWords } from "./useWords.js";

/** What to do, or what became of the request that was here. */
export function NoRequestChosen({ inbox }: { inbox: Inbox }) {
  const { texts } = useWords();
  const words = texts.contact;
  const departure = inbox.departure.value;
  const any = inbox.requests.value.length > 0;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the focus has gone.
    if (departure && document.activeElement === document.body) box.current?.focus();
  }, [departure]);
  return (
    <div class="empty" tabIndex={-1} ref={box}>
      <p role="status" class="lead">
        {departure && said(departure, texts)}
      </p>
      {!departure && inbox.found.value.cursor !== undefined && (
        <>
          <p class="lead">{any ? words.choose : words.quiet}</p>
          <p class="quiet">{any ? words.chooseLead : words.quietLead}</p>
        </>
      )}
    </div>
  );
}

function said(departure: Departure, { contact }: Texts): string {
  if (departure.kind === "handed_over") return contact.handedOver(departure.group);
  return departure.kind === "erased" ? contact.erased : contact.gone;
}
