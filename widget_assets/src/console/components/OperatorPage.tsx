import { useEffect, useRef, useState } from "preact/hooks";
import { followHistory } from "../desk/followHistory.js";
import { createFaultsAlone } from "../faults/createFaultsAlone.js";
import type { DeskPageProps } from "./DeskPage.js";
import { Ended } from "./Ended.js";
import { FaultPanes } from "./FaultPanes.js";
import { Header } from "./Header.js";
import { useWords } from "./useWords.js";

type Props = Pick<DeskPageProps, "agent" | "api" | "signIn">;

/** For those who run the deployment and answer nobody: the errors, and no connection. */
export function OperatorPage({ agent, api, signIn }: Props) {
  const { texts, language } = useWords();
  const [alone] = useState(() => createFaultsAlone({ agent, api }));
  const { faults, place } = alone;
  const pane = useRef<HTMLDivElement>(null);
  useEffect(() => alone.end, [alone]);
  useEffect(() => followHistory(place), [place]);
  useEffect(() => {
    document.title = `${texts.page.errors} – ${texts.product}`;
  }, [texts]);

  function leave() {
    // First, so that leaving the page keeps nothing.
    alone.end();
    signIn.signOut();
  }

  return (
    <div class="desk" data-view={place.opened.value ? "conversation" : "lists"}>
      <button type="button" class="primary skip" onClick={() => pane.current?.focus()}>
        {texts.errors.skip}
      </button>
      <Header agent={agent} onSignOut={leave} />
      {signIn.state.value.step === "ended" && <Ended onSignIn={() => signIn.begin(language)} />}
      <FaultPanes faults={faults} pane={pane} />
    </div>
  );
}
