import { LanguageButton } from "./LanguageButton.js";
import { Mark } from "./Mark.js";
import { useWords } from "./useWords.js";

export function Header({ name, onSignOut }: { name: string; onSignOut(): void }) {
  const { texts } = useWords();
  return (
    <header class="bar">
      <p class="brand">
        <Mark />
        <span class="brand-name">{texts.product}</span>
      </p>
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
