import type { AgentPresence } from "../desk/createPresence.js";
import { LanguageButton } from "./LanguageButton.js";
import { Mark } from "./Mark.js";
import { PresenceChoice } from "./PresenceChoice.js";
import { useWords } from "./useWords.js";

type Props = { name: string; presence: AgentPresence; onSignOut(): void };

export function Header({ name, presence, onSignOut }: Props) {
  const { texts } = useWords();
  return (
    <header class="bar">
      <p class="brand">
        <Mark />
        <span class="brand-name">{texts.product}</span>
      </p>
      <PresenceChoice presence={presence} />
      <LanguageButton />
      <p class="who" title={name}>
        {name}
      </p>
      <button type="button" class="plain" onClick={onSignOut}>
        {texts.signOut}
      </button>
    </header>
  );
}
