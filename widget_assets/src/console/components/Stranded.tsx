import type { Desk } from "../desk/createDesk.js";
import { useWords } from "./useWords.js";

/** What could not be sent in the end is shown once more, so that the agent still has the words. */
export function Stranded({ stranded }: { stranded: Desk["stranded"] }) {
  const { texts } = useWords();
  const messages = stranded.texts.value;
  if (!messages.length) return null;
  return (
    <div class="banner" role="status">
      <div>
        <p>{texts.stranded}</p>
        {messages.map((message, index) => (
          <blockquote key={index}>{message}</blockquote>
        ))}
      </div>
      <button type="button" onClick={stranded.dismiss}>
        {texts.dismiss}
      </button>
    </div>
  );
}
