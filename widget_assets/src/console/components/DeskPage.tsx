import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { createDesk, type DeskOptions } from "../desk/createDesk.js";
import { followHistory } from "../desk/followHistory.js";
import type { SignIn } from "../sign_in/createSignIn.js";
import { ConfirmDialog } from "./ConfirmDialog.js";
import { ConnectionLine } from "./ConnectionLine.js";
import { ConversationPane } from "./ConversationPane.js";
import { Ended } from "./Ended.js";
import { Header } from "./Header.js";
import { Lists } from "./Lists.js";
import { NothingChosen } from "./NothingChosen.js";
import { Stranded } from "./Stranded.js";
import { useWords } from "./useWords.js";

const LEAVING_MS = 250;

/** Lists and conversation side by side; on a phone one of them. */
export function DeskPage({ agent, connect, signIn }: DeskOptions & { signIn: SignIn }) {
  const { texts, language } = useWords();
  const [desk] = useState(() => createDesk({ agent, connect }));
  const main = useRef<HTMLElement>(null);
  useEffect(() => desk.end, [desk]);
  useEffect(() => followHistory(desk), [desk]);
  useSignalEffect(() => {
    const calling = desk.calling.value;
    document.title = `${calling ? `(${calling}) ` : ""}${texts.title} – ${texts.product}`;
  });
  const selected = desk.selected.value;
  const [leavingWith, setLeavingWith] = useState(0);

  /** Not in silence while something is unsent. */
  function leave() {
    const unsent = desk.unsent.peek();
    if (unsent) setLeavingWith(unsent);
    else signOut();
  }

  function signOut() {
    // First, so that leaving the page keeps no drafts.
    desk.end();
    // What was said last leaves the browser only while the page is there.
    setTimeout(signIn.signOut, LEAVING_MS);
  }

  return (
    <div class="desk" data-view={selected ? "conversation" : "lists"}>
      <button type="button" class="primary skip" onClick={() => main.current?.focus()}>
        {texts.skip}
      </button>
      <Header name={agent.name} presence={desk.presence} onSignOut={leave} />
      {signIn.state.value.step === "ended" ? (
        <Ended onSignIn={() => signIn.begin(language)} />
      ) : (
        <ConnectionLine connected={desk.connected.value} />
      )}
      <Stranded stranded={desk.stranded} />
      <div class="panes">
        <Lists desk={desk} />
        <main class="pane" tabIndex={-1} ref={main}>
          {selected ? (
            <ConversationPane key={selected.id} desk={desk} selected={selected} />
          ) : (
            <NothingChosen desk={desk} />
          )}
        </main>
      </div>
      {leavingWith > 0 && (
        <ConfirmDialog
          title={texts.leaveTitle}
          lead={texts.leaveLead(leavingWith)}
          action={texts.signOut}
          onConfirm={signOut}
          onClose={() => setLeavingWith(0)}
        />
      )}
    </div>
  );
}
