import { useId } from "preact/hooks";
import type { Note } from "../../protocol/requests.js";
import { agentTag } from "../words/agentTag.js";
import { dateAndTime } from "../words/formats.js";
import { isVisible } from "../words/isVisible.js";
import { useWords } from "./useWords.js";

type Props = {
  notes: readonly Note[];
  agentId: string;
  draft: string;
  acting: boolean;
  onWrite(draft: string): void;
  onAdd(): void;
};

const CHARACTERS = 2000;
const NOTES = 50;
/** All notes together, as the server stores them. */
const BYTES = 64 * 1024;

const bytesOf = (notes: readonly Note[]) => new TextEncoder().encode(JSON.stringify(notes)).length;

export function RequestNotes({ notes, agentId, draft, acting, onWrite, onAdd }: Props) {
  const { texts, language } = useWords();
  const words = texts.contact;
  const heading = useId();
  return (
    <section class="notes" aria-labelledby={heading}>
      <h3 id={heading}>{words.notes}</h3>
      {notes.length > 0 ? (
        <ol>
          {notes.map(({ at, agent_id, text }, index) => (
            <li key={index} class="item">
              <p class="by">
                {agent_id === agentId ? words.author.you : words.author.other(agentTag(agent_id))} ·{" "}
                <time dateTime={new Date(at).toISOString()}>{dateAndTime(at, language)}</time>
              </p>
              <p class="note-text" dir="auto">
                {text}
              </p>
            </li>
          ))}
        </ol>
      ) : (
        <p class="quiet">{words.noNotes}</p>
      )}
      {notes.length < NOTES ? (
        <NoteForm
          draft={draft}
          acting={acting}
          fits={bytesOf([...notes, { at: Date.now(), agent_id: agentId, text: draft.trim() }]) <= BYTES}
          onWrite={onWrite}
          onAdd={onAdd}
        />
      ) : (
        <p class="quiet">{words.notesFull}</p>
      )}
    </section>
  );
}

type FormProps = Pick<Props, "draft" | "acting" | "onWrite" | "onAdd"> & { fits: boolean };

function NoteForm({ draft, acting, fits, onWrite, onAdd }: FormProps) {
  const { texts } = useWords();
  const words = texts.contact;
  const [field, problem] = [useId(), useId()];
  // The limit counts code points, as the server does.
  const over = [...draft.trim()].length - CHARACTERS;
  const wrong = over > 0 ? words.noteTooLong(over) : !fits && isVisible(draft) && words.notesFull;
  const addable = !wrong && isVisible(draft) && !acting;
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (addable) onAdd();
      }}
    >
      <label for={field}>{words.note}</label>
      <textarea
        id={field}
        rows={2}
        value={draft}
        aria-invalid={Boolean(wrong)}
        aria-describedby={problem}
        onInput={(event) => onWrite(event.currentTarget.value)}
      />
      <p id={problem} role="status" class="problem">
        {wrong}
      </p>
      <button type="submit" aria-disabled={!addable}>
        {words.addNote}
      </button>
    </form>
  );
}
