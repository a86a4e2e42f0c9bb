import type { ComponentChildren } from "preact";
import type { Agent } from "../sign_in/agentOf.js";
import { LanguageButton } from "./LanguageButton.js";
import { Mark } from "./Mark.js";
import { useWords } from "./useWords.js";

type Props = {
  agent: Agent;
  onSignOut(): void;
  /** What stands between the name of the product and the choices that everybody has. */
  children?: ComponentChildren;
};

export function Header({ agent, onSignOut, children }: Props) {
  const { texts } = useWords();
  return (
    <header class="bar">
      <p class="brand">
        <Mark />
        <span class="brand-name">{texts.product}</span>
      </p>
      {children}
      <LanguageButton />
      <p class="who" title={agent.name}>
        {agent.name}
      </p>
      <button type="button" class="plain" onClick={onSignOut}>
        {texts.signOut}
      </button>
    </header>
  );
}
