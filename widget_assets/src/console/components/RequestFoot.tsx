import type { ContactChange } from "../inbox/ContactChange.js";
import type { Choices } from "../inbox/choicesFor.js";
import type { SelectedRequest } from "../inbox/Inbox.js";
import { mailLink } from "../inbox/mailLink.js";
import { agentTag } from "../words/agentTag.js";
import type { Texts } from "../words/texts.js";
import { useWords } from "./useWords.js";

type Props = {
  agentId: string;
  selected: SelectedRequest;
  choices: Choices;
  onChange(change: ContactChange): void;
  onHandOver(): void;
};

/** How it stands, what came of the last thing that was done, and what can be done. */
export function RequestFoot({ agentId, selected, choices, onChange, onHandOver }: Props) {
  const { texts } = useWords();
  const { request, outcome, acting } = selected;
  const words = texts.contact;
  const busy = acting !== undefined;
  const mail = mailLink(request, words.noSubject);
  const { state, agent_id } = request;
  const by = agent_id === agentId ? words.by.you : words.by.other(agentTag(agent_id ?? ""));
  return (
    <footer class="foot">
      <p role="status" class={outcome?.kind === "problem" ? "problem" : "outcome"}>
        {outcome && said(outcome, texts)}
      </p>
      <div class="standing">
        <p>{words.standing[state](by)}</p>
        <div class="choices">
          {mail && (
            <a class="button" href={mail}>
              {words.mail}
            </a>
          )}
          {choices.handOver && (
            <button type="button" disabled={busy} onClick={onHandOver}>
              {words.handOver}
            </button>
          )}
          {choices.finish && (
            <button
              type="button"
              class={choices.take ? undefined : "primary"}
              disabled={busy}
              onClick={() => onChange({ type: "finish" })}
            >
              {words.finish}
            </button>
          )}
          {choices.take && (
            <button type="button" class="primary" disabled={busy} onClick={() => onChange({ type: "take" })}>
              {words[choices.take]}
            </button>
          )}
        </div>
      </div>
    </footer>
  );
}

function said(outcome: NonNullable<SelectedRequest["outcome"]>, texts: Texts): string {
  if (outcome.kind === "done") return texts.contact.did[outcome.change];
  return outcome.kind === "changed" ? texts.contact.changedMeanwhile : texts.problems[outcome.problem];
}
