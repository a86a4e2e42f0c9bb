import { useId } from "preact/hooks";
import type { ContactRequest, FilledField } from "../../protocol/requests.js";
import type { Inbox, SelectedRequest } from "../inbox/Inbox.js";
import { date, dateAndTime } from "../words/formats.js";
import type { Texts } from "../words/texts.js";
import { RequestNotes } from "./RequestNotes.js";
import { useWords } from "./useWords.js";

/** Everything that is known of it: what the visitor wrote as it was written, times, notes. */
export function RequestBody({ inbox, selected }: { inbox: Inbox; selected: SelectedRequest }) {
  const { texts } = useWords();
  const { id, request } = selected;
  const heading = useId();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled box must be reachable by keyboard
    <section class="request" aria-labelledby={heading} tabIndex={0}>
      <h3 id={heading} class="hidden">
        {texts.contact.content}
      </h3>
      <dl class="fields">
        {request.fields.map((field) => (
          <div key={field.name} class="field">
            <dt>{labelOf(field, texts)}</dt>
            <dd dir="auto">{field.value}</dd>
          </div>
        ))}
      </dl>
      <Facts request={request} />
      <RequestNotes
        notes={request.notes}
        agentId={inbox.agent.id}
        draft={selected.draft}
        acting={selected.acting === "note"}
        onWrite={(draft) => inbox.writeNote(id, draft)}
        onAdd={() => inbox.addNote(id)}
      />
    </section>
  );
}

function Facts({ request }: { request: ContactRequest }) {
  const { texts, language } = useWords();
  const words = texts.contact;
  const facts = [
    [words.received, dateAndTime(request.received_at, language)],
    request.changed_at > request.received_at && [words.changed, dateAndTime(request.changed_at, language)],
    [words.deleted, date(request.deleted_at, language)],
    request.consent && [words.consent, request.consent],
  ].filter((fact): fact is [string, string] => Array.isArray(fact));
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the form called it; fields that every form knows are called what this page calls them. */
function labelOf({ name, label }: FilledField, { contact }: Texts): string {
  return label ?? contact.fields[name] ?? name;
}
