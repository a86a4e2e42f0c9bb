import { useWords } from "./useWords.js";

/** What could not be sent in the end is shown once more, so that the agent still has the words. */
export function Stranded({ texts: messages, onDismiss }: { texts: readonly string[]; onDismiss(): void }) {
  const { texts } = useWords();
  if (!messages.length) return null;
  return (
    <div class="banner" role="status">
      <div>
        <p>{texts.stranded}</p>
        {messages.map((message) => (
          <blockquote key={message}>{message}</blockquote>
        ))}
      </div>
      <button type="button" onClick={onDismiss}>
        {texts.dismiss}
      </button>
    </div>
  );
}
