import { useId, useRef } from "preact/hooks";
import type { Fault, FaultRead } from "../../protocol/requests.js";
import type { Sources } from "../faults/createSources.js";
import { dateAndTime, number } from "../words/formats.js";
import { FactList } from "./FactList.js";
import { FaultDays } from "./FaultDays.js";
import { FaultSample } from "./FaultSample.js";
import { useWords } from "./useWords.js";

/** Everything that is kept of an error: how often and since when, its days, its samples. */
export function FaultBody({ read, sources }: { read: FaultRead; sources: Sources }) {
  const { texts } = useWords();
  const words = texts.errors;
  const [content, heading] = [useId(), useId()];
  const first = useRef(read.samples[0]?.report.event_id);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled box must be reachable by keyboard
    <section class="request fault" aria-labelledby={content} tabIndex={0}>
      <h3 id={content} class="hidden">
        {words.content}
      </h3>
      <FaultFacts fault={read.fault} />
      {read.days.length > 0 && <FaultDays days={read.days} />}
      <section class="part" aria-labelledby={heading}>
        <h3 id={heading}>{words.samples}</h3>
        <p class="quiet remark">{read.samples.length ? words.samplesLead : words.noSamples}</p>
        {read.samples.map((sample) => (
          <FaultSample
            key={sample.report.event_id}
            sample={sample}
            sources={sources}
            open={sample.report.event_id === first.current}
          />
        ))}
      </section>
    </section>
  );
}

function FaultFacts({ fault }: { fault: Fault }) {
  const { texts, language } = useWords();
  const words = texts.errors;
  const { count, first_at, last_at, source, site, level, releases } = fault;
  return (
    <FactList
      facts={[
        [words.facts.count, words.times(count, number(count, language))],
        [words.facts.last, dateAndTime(last_at, language)],
        [words.facts.first, dateAndTime(first_at, language)],
        [words.facts.source, [words.sources[source], site].filter(Boolean).join(" · ")],
        [words.facts.level, words.levels[level]],
        [words.facts.releases, releases.join(", ")],
      ]}
    />
  );
}
