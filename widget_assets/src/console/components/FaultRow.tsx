import type { Fault } from "../../protocol/requests.js";
import { number, roundNumber } from "../words/formats.js";
import { shortTime } from "../words/shortTime.js";
import { useWords } from "./useWords.js";

type Props = { fault: Fault; selected: boolean; now: number; onSelect(): void };

export function FaultRow({ fault, selected, now, onSelect }: Props) {
  const { texts, language } = useWords();
  const { fault_id: id, title, culprit, source, site, state, count, last_at } = fault;
  const words = texts.errors;
  return (
    <li class="row" data-selected={selected}>
      <button type="button" class="row-main" data-id={id} aria-current={selected} onClick={onSelect}>
        <span class="row-words">
          <span class="row-name" dir="auto">
            {title}
          </span>
          <span class="row-last">
            <bdi>{culprit}</bdi>
          </span>
          <span class="row-facts">
            {[words.sources[source], site, words.states[state]].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span class="row-end">
          <span class="count" aria-hidden="true">
            {roundNumber(count, language)}
          </span>
          <span class="hidden">{words.reports(count, number(count, language))}</span>
          <time dateTime={new Date(last_at).toISOString()}>
            <span class="hidden">{words.lastSeen("")}</span>
            {shortTime(last_at, now, language)}
          </time>
        </span>
      </button>
    </li>
  );
}
