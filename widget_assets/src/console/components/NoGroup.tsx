import type { SignIn } from "../sign_in/createSignIn.js";
import { Cover } from "./Cover.js";
import { useWords } from "./useWords.js";

export function NoGroup({ signIn }: { signIn: SignIn }) {
  const { texts } = useWords();
  return (
    <Cover>
      <p class="lead">{texts.noGroup}</p>
      <p class="quiet">{texts.noGroupLead}</p>
      <button type="button" class="wide" onClick={signIn.signOut}>
        {texts.signOut}
      </button>
    </Cover>
  );
}
