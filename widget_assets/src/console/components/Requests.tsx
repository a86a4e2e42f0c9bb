import { useEffect, useRef } from "preact/hooks";
import type { ContactState } from "../../protocol/requests.js";
import type { Inbox } from "../inbox/Inbox.js";
import { Choices } from "./Choices.js";
import { RequestRow } from "./RequestRow.js";
import { RequestSearch } from "./RequestSearch.js";
import { useFocusOnReturn } from "./useFocusOnReturn.js";
import { useNow } from "./useNow.js";
import { useWords } from "./useWords.js";

const STATES: readonly ContactState[] = ["new", "in_progress", "done"];

/** One list of contact requests at a time, and a search in it. */
export function Requests({ inbox }: { inbox: Inbox }) {
  const { texts } = useWords();
  const words = texts.contact;
  const { query } = inbox.found.value;
  const requests = inbox.requests.value;
  const selected = inbox.selected.value?.id;
  const list = useFocusOnReturn(selected);
  const now = useNow();
  const sites = new Set(requests.map(({ site }) => site));
  useEffect(inbox.refresh, [inbox]);

  return (
    <nav class="lists" aria-label={texts.page.contact} ref={list}>
      <Choices
        legend={words.which}
        among={STATES}
        chosen={query.state}
        word={(state) => words.states[state]}
        onChoose={(state) => inbox.ask({ ...query, state })}
      />
      <RequestSearch
        text={query.text}
        onSearch={(text) => inbox.ask({ ...inbox.found.peek().query, text })}
      />
      <ul class="rows">
        {requests.map((request) => (
          <RequestRow
            key={request.contact_id}
            request={request}
            own={request.agent_id === inbox.agent.id}
            selected={request.contact_id === selected}
            now={now}
            showSite={sites.size > 1}
            onSelect={() => inbox.select(request.contact_id)}
          />
        ))}
      </ul>
      <ListEnd inbox={inbox} />
    </nav>
  );
}

/** How many there are, how to get more of them, or why there are none. */
function ListEnd({ inbox }: { inbox: Inbox }) {
  const { texts } = useWords();
  const words = texts.contact;
  const { query, cursor, loading, problem } = inbox.found.value;
  const number = inbox.requests.value.length;
  const more = Boolean(cursor);
  const said = useRef<HTMLParagraphElement>(null);
  const pressed = useRef(false);
  useEffect(() => {
    if (loading) return;
    // The button that was pressed may have gone with what it did.
    if (pressed.current && document.activeElement === document.body) said.current?.focus();
    pressed.current = false;
  }, [loading]);

  function press() {
    if (loading) return;
    pressed.current = true;
    if (more) inbox.more();
    else inbox.refresh();
  }

  function line(): string | false {
    if (problem) return texts.problems[problem];
    if (cursor === undefined) return loading && words.loading;
    if (number) return words.found(number, more);
    if (more) return words.noneSoFar;
    return query.text.trim() ? words.noneFound : words.none[query.state];
  }

  return (
    <div class="list-end">
      <p role="status" class={problem ? "problem" : "quiet"} tabIndex={-1} ref={said}>
        {line()}
      </p>
      {(problem || more) && (
        <button type="button" onClick={press} aria-disabled={loading}>
          {problem ? words.retry : words.more}
        </button>
      )}
    </div>
  );
}
