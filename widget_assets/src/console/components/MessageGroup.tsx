import type { Message } from "../../protocol/frames.js";
import { timeOfDay } from "../words/formats.js";
import { useWords } from "./useWords.js";

export function MessageGroup({ messages, ownFrom }: { messages: readonly Message[]; ownFrom: number }) {
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
      {messages.map(({ client_message_id, author, text }) => (
        <p key={client_message_id} class="bubble" data-author={author} dir="auto">
          {text}
        </p>
      ))}
    </>
  );
}
