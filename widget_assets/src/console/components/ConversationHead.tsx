import type { Change } from "../desk/createConversations.js";
import type { Selected } from "../desk/createDesk.js";
import { siteOf } from "../desk/standing.js";
import { languageName } from "../words/formats.js";
import { visitorTag } from "../words/visitorTag.js";
import { Avatar } from "./Avatar.js";
import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

type Props = { selected: Selected; onBack(): void; onChange(change: Change): void };

export function ConversationHead({ selected, onBack, onChange }: Props) {
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
      {standing === "own" && (
        <button type="button" aria-label={texts.close} disabled={acting} onClick={() => onChange("close")}>
          {texts.closeShort}
        </button>
      )}
    </header>
  );
}
