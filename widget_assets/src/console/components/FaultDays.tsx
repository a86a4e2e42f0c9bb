import { useId } from "preact/hooks";
import type { FaultDay } from "../../protocol/requests.js";
import { dayInUtc, number } from "../words/formats.js";
import { useWords } from "./useWords.js";

/** Up to here the server counts each report of a day; what is more it estimates. */
const EXACT = 20;

/** How often it was reported on each day, as numbers and as bars. */
export function FaultDays({ days }: { days: readonly FaultDay[] }) {
  const { texts, language } = useWords();
  const words = texts.errors;
  const heading = useId();
  const most = Math.max(...days.map(({ count }) => count));
  return (
    <section class="part" aria-labelledby={heading}>
      <h3 id={heading}>{words.days}</h3>
      <ol class="days">
        {days.map(({ day, count }) => (
          <li key={day}>
            <time dateTime={day}>{dayInUtc(day, language)}</time>
            <span class="bar-track" aria-hidden="true">
              <span class="bar-of-day" style={{ "--share": count / most }} />
            </span>
            <span class="day-count">
              <span aria-hidden="true">{number(count, language)}</span>
              <span class="hidden">{words.reports(count, number(count, language))}</span>
            </span>
          </li>
        ))}
      </ol>
      <p class="quiet remark">
        {words.daysLead} {most > EXACT && words.estimated}
      </p>
    </section>
  );
}
