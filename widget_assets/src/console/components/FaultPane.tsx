import { useEffect, useRef } from "preact/hooks";
import type { Faults, SelectedFault } from "../faults/Faults.js";
import { FaultBody } from "./FaultBody.js";
import { FaultFoot } from "./FaultFoot.js";
import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

export function FaultPane({ faults, selected }: { faults: Faults; selected: SelectedFault }) {
  const { texts } = useWords();
  const { id, fault, read, problem } = selected;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);

  return (
    <div class="conversation">
      <header class="head">
        <button type="button" class="plain back" aria-label={texts.back} onClick={() => faults.select(null)}>
          <Icon name="back" />
        </button>
        <div class="head-words">
          <h2 class="fault-title" tabIndex={-1} dir="auto" ref={title}>
            {fault?.title ?? texts.errors.error}
          </h2>
          {fault && <code class="quiet culprit">{fault.culprit}</code>}
        </div>
      </header>
      {read ? (
        <FaultBody read={read} sources={faults.sources} />
      ) : (
        <div class="empty">{!problem && <p class="quiet">{texts.errors.loading}</p>}</div>
      )}
      <FaultFoot
        selected={selected}
        onResolve={(resolved) => void faults.resolve(id, resolved)}
        onRetry={faults.refresh}
      />
    </div>
  );
}
