import type { Entry } from "../../chat/applyEvent.js";
import type { Conversation } from "../../protocol/frames.js";
import { siteOf } from "../desk/standing.js";
import { duration, languageName } from "../words/formats.js";
import { visitorTag } from "../words/visitorTag.js";
import { Avatar } from "./Avatar.js";
import { useWords } from "./useWords.js";

type Props = {
  conversation: Conversation;
  /** The newest entry, where this page has the conversation open. */
  last: Entry | undefined;
  unread: number;
  selected: boolean;
  now: number;
  /** For an agent of several sites. */
  showSite: boolean;
  onSelect(): void;
  onTake: (() => void) | undefined;
};

export function ConversationRow({
  conversation,
  last,
  unread,
  selected,
  now,
  showSite,
  onSelect,
  onTake,
}: Props) {
  const { texts, language } = useWords();
  const { conversation_id: id, group, locale, state, changed_at } = conversation;
  const name = `${texts.visitor} ${visitorTag(id).letters}`;
  const waits = state === "waiting";
  const since = duration(now - (waits ? changed_at : (last?.at ?? changed_at)), language);
  const facts = [showSite && siteOf(id), group, languageName(locale, language)].filter(Boolean).join(" · ");
  return (
    <li class="row" data-selected={selected} data-unread={unread > 0}>
      <button type="button" class="row-main" data-id={id} aria-current={selected} onClick={onSelect}>
        <Avatar id={id} />
        <span class="row-words">
          <span class="row-name">{name}</span>
          <span class="row-facts">{facts}</span>
          {waits ? (
            <span class="row-wait">{since ? texts.waitingFor(since) : texts.justArrived}</span>
          ) : (
            last?.kind === "message" && <span class="row-last">{last.text}</span>
          )}
        </span>
        {!waits && (
          <span class="row-end">
            {since ?? texts.justNow}
            {unread > 0 && (
              <span class="badge">
                <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
                <span class="hidden">{texts.unread(unread)}</span>
              </span>
            )}
          </span>
        )}
      </button>
      {onTake && (
        <button type="button" class="primary row-take" aria-label={`${texts.take}: ${name}`} onClick={onTake}>
          {texts.take}
        </button>
      )}
    </li>
  );
}
