import { useEffect, useRef, useState } from "preact/hooks";
import type { Change } from "../desk/createConversations.js";
import type { Desk, Selected } from "../desk/createDesk.js";
import { siteOf } from "../desk/standing.js";
import { supervises } from "../sign_in/agentOf.js";
import { About } from "./About.js";
import { ConfirmDialog } from "./ConfirmDialog.js";
import { ConversationFoot } from "./ConversationFoot.js";
import { ConversationHead } from "./ConversationHead.js";
import { Log } from "./Log.js";
import { ObserveGate } from "./ObserveGate.js";
import { useWords } from "./useWords.js";

type Question = "close" | "takeOver" | "erase";
type Props = { desk: Desk; selected: Selected; onErase(): void };

export function ConversationPane({ desk, selected, onErase }: Props) {
  const { texts } = useWords();
  const { id, standing, talk, acting } = selected;
  const [question, setQuestion] = useState<Question>();
  const pane = useRef<HTMLDivElement>(null);
  const own = standing === "own";
  const erases = supervises(desk.agent, siteOf(id)) && selected.conversation !== undefined;
  useEffect(() => focusInto(pane.current, own), [own]);

  function change(wanted: Change) {
    if (wanted === "close") setQuestion("close");
    else if (standing === "supervised") setQuestion("takeOver");
    else void desk.change(id, wanted);
  }

  return (
    <div class="conversation" ref={pane}>
      <ConversationHead
        selected={selected}
        onBack={() => desk.select(null)}
        onChange={change}
        onErase={erases ? () => setQuestion("erase") : undefined}
      />
      {talk && <About introductions={talk.introductions} />}
      {standing === "supervised" && !talk ? (
        <ObserveGate acting={acting} onObserve={() => desk.observe(id)} onTakeOver={() => change("take")} />
      ) : talk?.view.entries.length ? (
        <Log
          talk={talk}
          own={own || standing === "ended"}
          onEarlier={() => desk.readEarlier(id)}
          onAtEnd={desk.scroll}
          onSendAgain={(message) => desk.sendAgain(id, message)}
        />
      ) : (
        <p class="empty quiet">{!selected.refusal && texts.loading}</p>
      )}
      <ConversationFoot desk={desk} selected={selected} onChange={change} />
      {question === "close" && (
        <ConfirmDialog
          title={texts.closeTitle}
          lead={texts.closeLead}
          action={texts.close}
          onConfirm={() => desk.change(id, "close")}
          onClose={() => setQuestion(undefined)}
        />
      )}
      {question === "takeOver" && (
        <ConfirmDialog
          title={texts.takeOverTitle}
          lead={texts.takeOverLead}
          action={texts.takeOver}
          onConfirm={() => desk.change(id, "take")}
          onClose={() => setQuestion(undefined)}
        />
      )}
      {question === "erase" && (
        <ConfirmDialog
          title={texts.erasure.title}
          lead={texts.erasure.lead}
          action={texts.erasure.action}
          onConfirm={onErase}
          onClose={() => setQuestion(undefined)}
        />
      )}
    </div>
  );
}

/** To the composer, if there is one; not under a thumb, where it would call up the keyboard over the messages. */
function focusInto(pane: HTMLElement | null, own: boolean) {
  const composer = own && matchMedia("(pointer: fine)").matches && pane?.querySelector("textarea");
  (composer || pane?.querySelector("h2"))?.focus();
}
