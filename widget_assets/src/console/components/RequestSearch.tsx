import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useWords } from "./useWords.js";

const PAUSE_MS = 400;
/** The server takes no more. */
const CHARACTERS = 200;

/** Asks when the typing pauses, or at once on Enter. */
export function RequestSearch({ text, onSearch }: { text: string; onSearch(text: string): void }) {
  const { texts } = useWords();
  const id = useId();
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function search(wanted: string, after: number) {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(wanted), after);
  }

  return (
    <search>
      <form
        class="search"
        onSubmit={(event) => {
          event.preventDefault();
          search(typed, 0);
        }}
      >
        <label class="hidden" for={id}>
          {texts.contact.search}
        </label>
        <input
          id={id}
          type="search"
          autocomplete="off"
          placeholder={texts.contact.search}
          maxLength={CHARACTERS}
          value={typed}
          onInput={({ currentTarget: { value } }) => {
            setTyped(value);
            search(value, PAUSE_MS);
          }}
        />
      </form>
    </search>
  );
}
