import { useWords } from "./useWords.js";

const NAMES = { de: "Deutsch", en: "English" } as const;

/** Two languages need no menu: the button names the other one, in that language. */
export function LanguageButton() {
  const { language, choose } = useWords();
  const other = language === "de" ? "en" : "de";
  return (
    <button type="button" class="plain" lang={other} onClick={() => choose(other)}>
      {NAMES[other]}
    </button>
  );
}
