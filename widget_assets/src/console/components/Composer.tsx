import { useId } from "preact/hooks";
import { TEXT_CHARACTERS } from "../../protocol/frames.js";
import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

type Props = {
  draft: string;
  /** Nothing can be sent any more; what was typed stays to be read and copied. */
  closed: boolean;
  onWrite(text: string): void;
  onSend(): void;
};

const NEAR_THE_LIMIT = 200;

export function Composer({ draft, closed, onWrite, onSend }: Props) {
  const { texts } = useWords();
  const hint = useId();
  // The limit counts code points, as the server does.
  const left = TEXT_CHARACTERS - [...draft.trim()].length;
  const sendable = !closed && left >= 0 && /[^\p{Z}\p{C}]/u.test(draft);

  function send(event: Event) {
    event.preventDefault();
    if (sendable) onSend();
  }

  function onKeyDown(event: KeyboardEvent) {
    // While a character is being composed, Enter belongs to the input method.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  }

  return (
    <form class="composer" onSubmit={send}>
      <textarea
        rows={1}
        aria-label={texts.composer}
        aria-describedby={closed ? undefined : hint}
        aria-invalid={left < 0}
        placeholder={texts.composer}
        readOnly={closed}
        value={draft}
        onInput={(event) => onWrite(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {!closed && (
        <>
          <button type="submit" class="primary send" aria-disabled={!sendable}>
            <span class="send-word">{texts.send}</span>
            <Icon name="send" />
          </button>
          <p id={hint} class="hint">
            <span>{texts.composerHint}</span>
            <span role="status" class={left < 0 ? "over" : undefined}>
              {left < 0 ? texts.tooLong(-left) : left < NEAR_THE_LIMIT && texts.left(left)}
            </span>
          </p>
        </>
      )}
    </form>
  );
}
