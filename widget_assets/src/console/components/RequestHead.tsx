import type { ContactRequest } from "../../protocol/requests.js";
import { writtenIn } from "../inbox/writtenIn.js";
import { languageName } from "../words/formats.js";
import { EraseButton } from "./EraseButton.js";
import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

type Props = {
  request: ContactRequest;
  onBack(): void;
  /** For a supervisor. */
  onErase: (() => void) | undefined;
};

export function RequestHead({ request, onBack, onErase }: Props) {
  const { texts, language } = useWords();
  const { site, group, locale } = request;
  const name = writtenIn(request, "name") ?? writtenIn(request, "email") ?? texts.contact.request;
  return (
    <header class="head">
      <button type="button" class="plain back" aria-label={texts.back} onClick={onBack}>
        <Icon name="back" />
      </button>
      <div class="head-words">
        <h2 tabIndex={-1} dir="auto">
          {name}
        </h2>
        <p class="quiet">
          {site} · {group} · {languageName(locale, language)}
        </p>
      </div>
      {onErase && <EraseButton onErase={onErase} />}
    </header>
  );
}
