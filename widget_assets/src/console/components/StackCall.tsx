import type { StackFrame } from "../../protocol/requests.js";
import type { Located, Sources } from "../faults/createSources.js";
import { useLocated } from "./useLocated.js";
import { useWords } from "./useWords.js";

type Props = {
  frame: StackFrame;
  sources: Sources;
  /** Shows the lines of the source at once. */
  open: boolean;
};

/** One call: where it stands in the source, or as the report has it. */
export function StackCall({ frame, sources, open }: Props) {
  const { texts } = useWords();
  const located = useLocated(sources, frame);
  if (located) return <InSource located={located} open={open} />;
  return (
    <p class="call">
      <Position at={frame} /> {frame.function && <code class="quiet">{frame.function}</code>}{" "}
      {located === null && sources.isOurs(frame) && <span class="remark">{texts.errors.noMap}</span>}
    </p>
  );
}

function InSource({ located, open }: { located: Located; open: boolean }) {
  const { texts } = useWords();
  const { line, lines } = located;
  const position = <Position at={located} />;
  if (!lines.length) return <p class="call">{position}</p>;
  return (
    <details class="call" open={open}>
      <summary>{position}</summary>
      <ol class="lines" aria-label={texts.errors.source} start={lines[0]?.number}>
        {lines.map(({ number, text }) => (
          <li key={number} class="line-of-code" aria-current={number === line || undefined}>
            <span class="line-number">{number}</span>
            <code>{text}</code>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Position({ at: { file, line, column } }: { at: StackFrame | Located }) {
  return <code class="position">{[file, line, column].filter((part) => part != null).join(":")}</code>;
}
