import type { Desk } from "../desk/createDesk.js";
import type { Place } from "../desk/createPlace.js";
import type { Inbox } from "../inbox/Inbox.js";
import { LanguageButton } from "./LanguageButton.js";
import { Mark } from "./Mark.js";
import { Pages } from "./Pages.js";
import { PresenceChoice } from "./PresenceChoice.js";
import { useWords } from "./useWords.js";

type Props = {
  desk: Desk;
  place: Place;
  inbox: Inbox | undefined;
  onSignOut(): void;
};

export function Header({ desk, place, inbox, onSignOut }: Props) {
  const { texts } = useWords();
  return (
    <header class="bar">
      <p class="brand">
        <Mark />
        <span class="brand-name">{texts.product}</span>
      </p>
      {inbox && <Pages desk={desk} place={place} inbox={inbox} />}
      <PresenceChoice presence={desk.presence} />
      <LanguageButton />
      <p class="who" title={desk.agent.name}>
        {desk.agent.name}
      </p>
      <button type="button" class="plain" onClick={onSignOut}>
        {texts.signOut}
      </button>
    </header>
  );
}
