import { useEffect } from "preact/hooks";
import type { FaultState } from "../../protocol/requests.js";
import { PERIODS } from "../faults/createFaultList.js";
import type { Faults } from "../faults/Faults.js";
import { timeOfDay } from "../words/formats.js";
import { Choices } from "./Choices.js";
import { FaultRow } from "./FaultRow.js";
import { useFocusOnReturn } from "./useFocusOnReturn.js";
import { useNow } from "./useNow.js";
import { useWords } from "./useWords.js";

const STATES: readonly (FaultState | null)[] = [null, "open", "returned", "resolved"];

/** The errors of some days, the most frequent first. */
export function FaultList({ faults }: { faults: Faults }) {
  const { texts } = useWords();
  const words = texts.errors;
  const found = faults.found.value;
  const { query } = found;
  const selected = faults.selected.value?.id;
  const list = useFocusOnReturn(selected);
  const now = useNow();
  useEffect(faults.refresh, [faults]);

  return (
    <nav class="lists" aria-label={texts.page.errors} ref={list}>
      <Choices
        legend={words.which}
        among={STATES}
        chosen={query.state}
        word={(state) => (state ? words.states[state] : words.all)}
        onChoose={(state) => faults.ask({ ...query, state })}
      />
      <Choices
        legend={words.period}
        among={PERIODS}
        chosen={query.days}
        word={(days) => words.periods[days]}
        onChoose={(days) => faults.ask({ ...query, days })}
      />
      <FaultsAsOf faults={faults} />
      <ul class="rows">
        {found.faults.map((fault) => (
          <FaultRow
            key={fault.fault_id}
            fault={fault}
            selected={fault.fault_id === selected}
            now={now}
            onSelect={() => faults.select(fault.fault_id)}
          />
        ))}
      </ul>
    </nav>
  );
}

/** How many there are and when that was so, or why there are none; and how to ask again. */
function FaultsAsOf({ faults }: { faults: Faults }) {
  const { texts, language } = useWords();
  const words = texts.errors;
  const { query, faults: shown, total, at, loading, problem } = faults.found.value;

  function line(): string | false {
    if (problem) return problem === "not_allowed" ? words.notAllowed : texts.problems[problem];
    if (total === undefined) return loading && words.loading;
    return shown.length ? words.found(shown.length, total) : words.none[query.state ?? "all"];
  }

  return (
    <div class="as-of">
      <div>
        {/* What changes each minute is not announced. */}
        <p role="status" class={problem ? "problem" : "quiet"}>
          {line()}
        </p>
        {at !== undefined && <p class="quiet remark">{words.asOf(timeOfDay(at, language))}</p>}
      </div>
      <button type="button" aria-disabled={loading} onClick={faults.refresh}>
        {problem ? words.retry : words.refresh}
      </button>
    </div>
  );
}
