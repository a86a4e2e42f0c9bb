import { useEffect, useState } from "preact/hooks";
import type { StackFrame } from "../../protocol/requests.js";
import type { Located, Sources } from "../faults/createSources.js";

/** Where a call stands in the source; `undefined` until that is known, `null` where it can not be told. */
export function useLocated(sources: Sources, frame: StackFrame): Located | null | undefined {
  const { file, line, column } = frame;
  const [located, setLocated] = useState<Located | null>();
  useEffect(() => {
    void sources.locate(frame).then(setLocated);
  }, [sources, file, line, column]);
  return located;
}
