import { useWords } from "./useWords.js";

export function Ended({ onSignIn }: { onSignIn(): void }) {
  const { texts } = useWords();
  return (
    <div class="banner" role="alert">
      <p>{texts.ended}</p>
      <button type="button" class="primary" onClick={onSignIn}>
        {texts.signInAgain}
      </button>
    </div>
  );
}
