import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Desk } from "../desk/createDesk.js";
import type { Place } from "../desk/createPlace.js";
import type { Inbox } from "../inbox/Inbox.js";
import { useWords } from "./useWords.js";

type Props = { desk: Desk; place: Place; inbox: Inbox | undefined };

/** From page to page; tells what calls for the agent on another one. Errors do not: nobody waits there. */
export function Pages({ desk, place, inbox }: Props) {
  const { texts } = useWords();
  const { number, more } = inbox?.fresh.value ?? { number: 0, more: false };
  const calling = desk.calling.value;
  const badges = {
    conversations: calling > 0 && <Badge shown={`${calling}`} said={texts.calling(calling)} />,
    contact: number > 0 && (
      <Badge shown={more ? `${number}+` : `${number}`} said={texts.contact.fresh(number, more)} />
    ),
    errors: null,
  };
  return (
    <nav class="pages" aria-label={texts.pages}>
      {place.pages.map((page) => (
        <button
          key={page}
          type="button"
          class="page"
          aria-current={place.page.value === page ? "page" : undefined}
          onClick={() => place.goTo(page)}
        >
          {texts.page[page]}
          {badges[page]}
        </button>
      ))}
      {inbox && <FreshAnnounced inbox={inbox} />}
    </nav>
  );
}

function Badge({ shown, said }: { shown: string; said: string }) {
  return (
    <span class="badge">
      <span aria-hidden="true">{shown}</span>
      <span class="hidden">{said}</span>
    </span>
  );
}

function FreshAnnounced({ inbox }: { inbox: Inbox }) {
  const { texts } = useWords();
  const before = useRef<ReadonlySet<string> | null>(null);
  const arrived = useSignal(0);
  useSignalEffect(() => {
    const ids = inbox.freshIds.value;
    if (!ids) return;
    if (before.current && ids.some((id) => !before.current?.has(id))) arrived.value = arrived.peek() + 1;
    before.current = new Set([...(before.current ?? []), ...ids]);
  });
  return (
    <p class="hidden" role="status">
      {arrived.value > 0 && <span key={arrived.value}>{texts.contact.arrived}</span>}
    </p>
  );
}
