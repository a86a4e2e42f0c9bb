import type { Fate } from "../../chat/fateOf.js";
import type { Message } from "../../protocol/frames.js";
import { timeOfDay } from "../words/formats.js";
import { useWords } from "./useWords.js";

type Props = {
  messages: readonly Message[];
  ownFrom: number;
  /** What became of the last of them, where that is to be said. */
  fate: Fate | undefined;
};

export function MessageGroup({ messages, ownFrom, fate }: Props) {
  const { texts, language } = useWords();
  const [first] = messages;
  if (!first) return null;
  const agent = first.seq > ownFrom ? texts.you : texts.agent;
  return (
    <>
      <p class="by">
        {first.author === "agent" ? agent : texts.visitor} ·{" "}
        <time dateTime={new Date(first.at).toISOString()}>{timeOfDay(first.at, language)}</time>
      </p>
      {messages.map(({ client_message_id, seq, author, text }) => (
        <p key={client_message_id} class="bubble" data-key={seq} data-author={author} dir="auto">
          {text}
        </p>
      ))}
      {fate && (
        <p class="fate" aria-live="off">
          {texts.fates[fate]}
        </p>
      )}
    </>
  );
}
