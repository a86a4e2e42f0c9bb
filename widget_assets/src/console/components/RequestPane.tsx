import { useEffect, useRef, useState } from "preact/hooks";
import { choicesFor } from "../inbox/choicesFor.js";
import type { Inbox, SelectedRequest } from "../inbox/Inbox.js";
import { ConfirmDialog } from "./ConfirmDialog.js";
import { HandOverDialog } from "./HandOverDialog.js";
import { RequestBody } from "./RequestBody.js";
import { RequestFoot } from "./RequestFoot.js";
import { RequestHead } from "./RequestHead.js";
import { useWords } from "./useWords.js";

type Question = "handOver" | "erase";
type Props = { inbox: Inbox; selected: SelectedRequest; onErase(conversationId: string): void };

export function RequestPane({ inbox, selected, onErase }: Props) {
  const { texts } = useWords();
  const { id, request, acting } = selected;
  const [question, setQuestion] = useState<Question>();
  const pane = useRef<HTMLDivElement>(null);
  const focusHead = () => pane.current?.querySelector("h2")?.focus();
  useEffect(focusHead, []);
  useEffect(() => {
    // The button that was pressed may have gone with what it did.
    if (!acting && document.activeElement === document.body) focusHead();
  }, [acting, request.version]);
  const choices = choicesFor(request, inbox.agent);
  const others = inbox.groupsOf(request.site).filter((group) => group !== request.group);
  // Who has taken it may give it back to the group.
  const groups = request.agent_id ? [...others, request.group] : others;

  return (
    <div class="conversation" ref={pane}>
      <RequestHead
        request={request}
        onBack={() => inbox.select(null)}
        onErase={choices.erase ? () => setQuestion("erase") : undefined}
      />
      <RequestBody inbox={inbox} selected={selected} />
      <RequestFoot
        agentId={inbox.agent.id}
        selected={selected}
        choices={{ ...choices, handOver: choices.handOver && groups.length > 0 }}
        onChange={(change) => inbox.change(id, change)}
        onHandOver={() => setQuestion("handOver")}
      />
      {question === "handOver" && (
        <HandOverDialog
          groups={groups}
          onConfirm={(group) => inbox.change(id, { type: "hand_over", group })}
          onClose={() => setQuestion(undefined)}
        />
      )}
      {question === "erase" && request.visitor_id && (
        <ConfirmDialog
          title={texts.erasure.title}
          lead={texts.erasure.lead}
          action={texts.erasure.action}
          onConfirm={() => onErase(`${request.site}.${request.visitor_id}`)}
          onClose={() => setQuestion(undefined)}
        />
      )}
    </div>
  );
}
