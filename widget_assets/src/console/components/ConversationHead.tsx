import type { Change } from "../desk/createConversations.js";
import type { Selected } from "../desk/createDesk.js";
import { siteOf } from "../desk/standing.js";
import { languageName } from "../words/formats.js";
import { visitorTag } from "../words/visitorTag.js";
import { Avatar } from "./Avatar.js";
import { EraseButton } from "./EraseButton.js";
import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

type Props = {
  selected: Selected;
  onBack(): void;
  onChange(change: Change): void;
  /** For a supervisor. */
  onErase: (() => void) | undefined;
};

export function ConversationHead({ selected, onBack, onChange, onErase }: Props) {
  const { texts, language } = useWords();
  const { id, conversation, standing, acting } = selected;
  return (
    <header class="head">
      <button type="button" class="plain back" aria-label={texts.back} onClick={onBack}>
        <Icon name="back" />
      </button>
      <Avatar id={id} />
      <div class="head-words">
        <h2 tabIndex={-1}>
          {texts.visitor} {visitorTag(id).letters}
        </h2>
        {conversation && (
          <p class="quiet">
            {siteOf(id)} · {conversation.group} · {languageName(conversation.locale, language)}
          </p>
        )}
      </div>
      {onErase && <EraseButton onErase={onErase} />}
      {standing === "own" && (
        <button type="button" aria-label={texts.close} disabled={acting} onClick={() => onChange("close")}>
          {texts.closeShort}
        </button>
      )}
    </header>
  );
}
