import type { RefObject } from "preact";
import type { Faults } from "../faults/Faults.js";
import { FaultList } from "./FaultList.js";
import { FaultPane } from "./FaultPane.js";
import { NoFaultChosen } from "./NoFaultChosen.js";
import { useWords } from "./useWords.js";

/** The page of errors. */
export function FaultPanes({ faults, pane }: { faults: Faults; pane: RefObject<HTMLDivElement | null> }) {
  const { texts } = useWords();
  const selected = faults.selected.value;
  return (
    <main class="panes">
      <h1 class="hidden">{texts.page.errors}</h1>
      <FaultList faults={faults} />
      <div class="pane" tabIndex={-1} ref={pane}>
        {selected ? (
          <FaultPane key={selected.id} faults={faults} selected={selected} />
        ) : (
          <NoFaultChosen faults={faults} />
        )}
      </div>
    </main>
  );
}
