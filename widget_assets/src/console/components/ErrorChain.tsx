import type { Report, Thrown } from "../../protocol/requests.js";
import type { Sources } from "../faults/createSources.js";
import { StackCall } from "./StackCall.js";
import { useWords } from "./useWords.js";

/** What was thrown, and what caused it. The report has both the other way round, as Sentry does. */
export function ErrorChain({ report, sources }: { report: Report; sources: Sources }) {
  const { texts } = useWords();
  const errors = report.errors?.toReversed() ?? [];
  return (
    <>
      {report.message && (
        <p class="thrown">
          <span class="quiet">{texts.errors.messageOnly}</span> <bdi>{report.message}</bdi>
        </p>
      )}
      {errors.map((thrown, index) => (
        <section key={index}>
          {index > 0 && <p class="quiet">{texts.errors.causedBy}</p>}
          <p class="thrown">
            <strong>
              <bdi>{thrown.type}</bdi>
            </strong>
            {thrown.message && (
              <>
                {": "}
                <bdi>{thrown.message}</bdi>
              </>
            )}
          </p>
          <Calls thrown={thrown} sources={sources} />
        </section>
      ))}
    </>
  );
}

function Calls({ thrown, sources }: { thrown: Thrown; sources: Sources }) {
  const { texts } = useWords();
  const frames = thrown.frames?.toReversed() ?? [];
  if (!frames.length) return <p class="quiet">{texts.errors.noCalls}</p>;
  return (
    <ol class="calls" aria-label={texts.errors.calls}>
      {frames.map((frame, index) => (
        <li key={index}>
          <StackCall frame={frame} sources={sources} open={index === 0} />
        </li>
      ))}
    </ol>
  );
}
