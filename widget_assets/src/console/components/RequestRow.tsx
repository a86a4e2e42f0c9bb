import type { ContactRequest } from "../../protocol/requests.js";
import { writtenIn } from "../inbox/writtenIn.js";
import { agentTag } from "../words/agentTag.js";
import { shortTime } from "../words/shortTime.js";
import { useWords } from "./useWords.js";

type Props = {
  request: ContactRequest;
  /** This agent has it, or was done with it. */
  own: boolean;
  selected: boolean;
  now: number;
  /** For an agent of several sites. */
  showSite: boolean;
  onSelect(): void;
};

export function RequestRow({ request, own, selected, now, showSite, onSelect }: Props) {
  const { texts, language } = useWords();
  const { contact_id: id, site, group, agent_id, received_at } = request;
  const words = texts.contact;
  const name = writtenIn(request, "name") ?? writtenIn(request, "email") ?? words.request;
  const about = writtenIn(request, "subject") ?? writtenIn(request, "message");
  const by = agent_id && (own ? words.author.you : words.author.other(agentTag(agent_id)));
  return (
    <li class="row" data-selected={selected}>
      <button type="button" class="row-main" data-id={id} aria-current={selected} onClick={onSelect}>
        <span class="row-words">
          <span class="row-name" dir="auto">
            {name}
          </span>
          {about && (
            <span class="row-last" dir="auto">
              {about}
            </span>
          )}
          <span class="row-facts">{[showSite && site, group, by].filter(Boolean).join(" · ")}</span>
        </span>
        <time class="row-end" dateTime={new Date(received_at).toISOString()}>
          {shortTime(received_at, now, language)}
        </time>
      </button>
    </li>
  );
}
