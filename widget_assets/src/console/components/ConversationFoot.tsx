import type { Change } from "../desk/createConversations.js";
import type { Desk, Selected } from "../desk/createDesk.js";
import type { Standing } from "../desk/standing.js";
import { Composer } from "./Composer.js";
import { useWords } from "./useWords.js";

type Props = { desk: Desk; selected: Selected; onChange(change: Change): void };

/** What can be done: write, or take, take over, reopen, or nothing, and why. */
export function ConversationFoot({ desk, selected, onChange }: Props) {
  const { texts } = useWords();
  const { id, standing, talk, refusal, draft } = selected;
  const own = standing === "own" && talk !== undefined;
  return (
    <footer class="foot">
      <p class="problem" role="status">
        {refusal && texts.refusals[refusal]}
      </p>
      {!own && standing && <StandingLine standing={standing} selected={selected} onChange={onChange} />}
      {(own || draft) && (
        <Composer
          draft={draft}
          closed={!own}
          onWrite={(text) => desk.write(id, text)}
          onSend={() => desk.send(id)}
        />
      )}
    </footer>
  );
}

type LineProps = {
  standing: Exclude<Standing, "own"> | "own";
  selected: Selected;
  onChange(change: Change): void;
};

function StandingLine({ standing, selected, onChange }: LineProps) {
  const { texts } = useWords();
  // A supervisor who has not begun to read along has the same choices above.
  if (standing === "own" || (standing === "supervised" && !selected.talk)) return null;
  const action = {
    waiting: "take",
    supervised: "take",
    ended: "reopen",
    foreign: null,
    ended_foreign: null,
  } as const;
  const change = action[standing];
  const label =
    standing === "supervised" ? texts.takeOver : standing === "waiting" ? texts.take : texts.reopen;
  return (
    <div class="standing">
      <p role="status">{texts.standing[standing]}</p>
      {change && (
        <button type="button" class="primary" disabled={selected.acting} onClick={() => onChange(change)}>
          {label}
        </button>
      )}
    </div>
  );
}
