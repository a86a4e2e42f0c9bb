import type { FaultOutcome, SelectedFault } from "../faults/Faults.js";
import type { Texts } from "../words/texts.js";
import { useWords } from "./useWords.js";

type Props = { selected: SelectedFault; onResolve(resolved: boolean): void; onRetry(): void };

/** How it stands, what came of the last thing that was done, and what can be done. */
export function FaultFoot({ selected, onResolve, onRetry }: Props) {
  const { texts } = useWords();
  const { fault, read, problem, outcome, acting } = selected;
  const words = texts.errors;
  const resolved = fault?.state === "resolved";
  const said = outcome ? saidOf(outcome, texts) : problem && texts.problems[problem];
  const failed = outcome ? outcome.kind === "problem" : problem !== undefined;
  return (
    <footer class="foot">
      <p role="status" class={failed ? "problem" : "outcome"}>
        {said}
      </p>
      <div class="standing">
        {fault && <p>{words.standing[fault.state]}</p>}
        <div class="choices">
          {problem && !read && (
            <button type="button" onClick={onRetry}>
              {words.retry}
            </button>
          )}
          {fault && (
            // Not `disabled`: the keyboard stays on it, whatever comes of it.
            <button
              type="button"
              class={resolved ? undefined : "primary"}
              aria-disabled={acting}
              onClick={() => onResolve(!resolved)}
            >
              {resolved ? words.reopen : words.resolve}
            </button>
          )}
        </div>
      </div>
    </footer>
  );
}

function saidOf(outcome: FaultOutcome, texts: Texts): string {
  return outcome.kind === "problem" ? texts.problems[outcome.problem] : texts.errors.did[outcome.kind];
}
