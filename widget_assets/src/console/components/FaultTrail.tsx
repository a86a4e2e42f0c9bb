import { useId } from "preact/hooks";
import type { Breadcrumb } from "../../protocol/requests.js";
import { moment } from "../words/formats.js";
import { useWords } from "./useWords.js";

/** What the program did before the error. */
export function FaultTrail({ breadcrumbs }: { breadcrumbs: readonly Breadcrumb[] }) {
  const { texts, language } = useWords();
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h4 id={heading}>{texts.errors.trail}</h4>
      <ol class="trail">
        {breadcrumbs.map(({ category, message, before }, index) => (
          <li key={index}>
            <span class="quiet trail-time">
              {before != null && texts.errors.trailBefore(moment(before, language))}
            </span>
            <span class="quiet">
              <bdi>{category}</bdi>
            </span>
            <code>{message}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}
