import type { Entry } from "../../chat/applyEvent.js";
import type { Message } from "../../protocol/frames.js";
import { useWords } from "./useWords.js";

type Props = { entry: Exclude<Entry, Message> };

/** What happened, in words. What a page or its server says stands apart from ours, whichever way it is written. */
export function LogNote({ entry }: Props) {
  const { texts } = useWords();
  if (entry.kind === "identified") {
    const facts = [entry.name, entry.email, entry.customer_id].filter((fact) => fact);
    return (
      <>
        {texts.introduced.identified} <bdi>{facts.join(" · ")}</bdi>
      </>
    );
  }
  if (entry.kind === "described") {
    const facts = Object.entries(entry.attributes).map(([name, value]) => `${name}: ${value}`);
    return (
      <>
        {facts.length ? texts.introduced.described : texts.introduced.nothing} <bdi>{facts.join(" · ")}</bdi>
      </>
    );
  }
  return <>{texts.notes[entry.kind][entry.author]}</>;
}
