import type { SignIn, SignInProblem } from "../sign_in/createSignIn.js";
import { Cover } from "./Cover.js";
import { useWords } from "./useWords.js";

export function SignInPage({ signIn, problem }: { signIn: SignIn; problem: SignInProblem | undefined }) {
  const { texts, language } = useWords();
  return (
    <Cover>
      <p class="quiet">{texts.signInLead}</p>
      {problem && (
        <p class="problem" role="alert">
          {texts.signInProblem[problem]}
        </p>
      )}
      <button type="button" class="primary wide" onClick={() => signIn.begin(language)}>
        {texts.signIn}
      </button>
    </Cover>
  );
}
