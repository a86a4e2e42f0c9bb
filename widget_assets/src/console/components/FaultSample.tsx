import { useState } from "preact/hooks";
import type { Report, Sample } from "../../protocol/requests.js";
import type { Sources } from "../faults/createSources.js";
import { date, dateAndTime } from "../words/formats.js";
import { ErrorChain } from "./ErrorChain.js";
import { FactList } from "./FactList.js";
import { FaultTrail } from "./FaultTrail.js";
import { useWords } from "./useWords.js";

type Props = { sample: Sample; sources: Sources; open: boolean };

/** One report, and until when it is there. What is folded is not drawn, so that no source map is read for it. */
export function FaultSample({ sample, sources, open }: Props) {
  const { texts, language } = useWords();
  const { at, gone_at, report } = sample;
  // What the reader has opened stays open when a newer one comes on top.
  const [shown, setShown] = useState(open);
  return (
    <details class="sample" open={shown} onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
      <summary>
        <span class="sample-head">
          <time dateTime={new Date(at).toISOString()}>{dateAndTime(at, language)}</time>
          <span class="quiet">{texts.errors.goneOn(date(gone_at, language))}</span>
        </span>
      </summary>
      {shown && (
        <div class="sample-body">
          <ErrorChain report={report} sources={sources} />
          {report.breadcrumbs?.length ? <FaultTrail breadcrumbs={report.breadcrumbs} /> : null}
          <SampleFacts report={report} />
        </div>
      )}
    </details>
  );
}

function SampleFacts({ report }: { report: Report }) {
  const { texts } = useWords();
  const words = texts.errors.sampleFacts;
  const { browser, system, release, environment, place, event_id, tags } = report;
  return (
    <FactList
      facts={[
        [words.browser, [browser, system].filter(Boolean).join(", ")],
        [words.release, release],
        [words.place, place],
        [words.environment, environment],
        ...Object.entries(tags ?? {}),
        [words.id, event_id],
      ]}
    />
  );
}
