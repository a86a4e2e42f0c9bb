import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { createWorkplace, type WorkplaceOptions } from "../desk/createWorkplace.js";
import { followHistory } from "../desk/followHistory.js";
import type { SignIn } from "../sign_in/createSignIn.js";
import { Arrivals } from "./Arrivals.js";
import { ConfirmDialog } from "./ConfirmDialog.js";
import { ConnectionLine } from "./ConnectionLine.js";
import { ConversationPane } from "./ConversationPane.js";
import { Ended } from "./Ended.js";
import { ErasureBanners } from "./ErasureBanners.js";
import { FaultPanes } from "./FaultPanes.js";
import { Header } from "./Header.js";
import { Lists } from "./Lists.js";
import { NoRequestChosen } from "./NoRequestChosen.js";
import { NothingChosen } from "./NothingChosen.js";
import { Pages } from "./Pages.js";
import { PresenceChoice } from "./PresenceChoice.js";
import { RequestPane } from "./RequestPane.js";
import { Requests } from "./Requests.js";
import { Stranded } from "./Stranded.js";
import { useWords } from "./useWords.js";

export type DeskPageProps = WorkplaceOptions & { signIn: SignIn };

/** Lists and what is chosen of them side by side; on a phone one of them. */
export function DeskPage({ signIn, ...options }: DeskPageProps) {
  const { texts, language } = useWords();
  const [workplace] = useState(() => createWorkplace(options));
  const { desk, inbox, faults, erasures, place } = workplace;
  const pane = useRef<HTMLDivElement>(null);
  useEffect(() => () => void workplace.end(), [workplace]);
  useEffect(() => followHistory(place), [place]);
  useSignalEffect(() => {
    const calling = desk.calling.value + (inbox?.fresh.value.number ?? 0);
    document.title = `${calling ? `(${calling}) ` : ""}${texts.page[place.page.value]} – ${texts.product}`;
  });
  const [leavingWith, setLeavingWith] = useState(0);
  const selected = desk.selected.value;
  const request = inbox?.selected.value;

  /** Not in silence while something is unsent. */
  function leave() {
    const unsent = desk.unsent.peek();
    if (unsent) setLeavingWith(unsent);
    else void signOut();
  }

  async function signOut() {
    // First, so that leaving the page keeps no drafts.
    await workplace.end();
    signIn.signOut();
  }

  const conversations = (
    <main class="panes">
      <h1 class="hidden">{texts.page[place.page.value]}</h1>
      <Lists desk={desk} />
      <div class="pane" tabIndex={-1} ref={pane}>
        {selected ? (
          <ConversationPane
            key={selected.id}
            desk={desk}
            selected={selected}
            onErase={() => erasures.begin(selected.id)}
          />
        ) : (
          <NothingChosen desk={desk} />
        )}
      </div>
    </main>
  );

  const requests = inbox && (
    <main class="panes">
      <h1 class="hidden">{texts.page[place.page.value]}</h1>
      <Requests inbox={inbox} />
      <div class="pane" tabIndex={-1} ref={pane}>
        {request ? (
          <RequestPane key={request.id} inbox={inbox} selected={request} onErase={erasures.begin} />
        ) : (
          <NoRequestChosen inbox={inbox} />
        )}
      </div>
    </main>
  );

  const mains = {
    conversations,
    contact: requests,
    errors: faults && <FaultPanes faults={faults} pane={pane} />,
  };
  const skips = { conversations: texts.skip, contact: texts.contact.skip, errors: texts.errors.skip };

  return (
    <div class="desk" data-view={place.opened.value ? "conversation" : "lists"}>
      <button type="button" class="primary skip" onClick={() => pane.current?.focus()}>
        {skips[place.page.value]}
      </button>
      <Header agent={desk.agent} onSignOut={leave}>
        {place.pages.length > 1 && <Pages desk={desk} place={place} inbox={inbox} />}
        <PresenceChoice presence={desk.presence} />
      </Header>
      {signIn.state.value.step === "ended" ? (
        <Ended onSignIn={() => signIn.begin(language)} />
      ) : (
        <ConnectionLine connected={desk.connected.value} />
      )}
      <Arrivals desk={desk} />
      <Stranded stranded={desk.stranded} />
      <ErasureBanners erasures={erasures} />
      {mains[place.page.value]}
      {leavingWith > 0 && (
        <ConfirmDialog
          title={texts.leaveTitle}
          lead={texts.leaveLead(leavingWith)}
          action={texts.signOut}
          onConfirm={() => void signOut()}
          onClose={() => setLeavingWith(0)}
        />
      )}
    </div>
  );
}
