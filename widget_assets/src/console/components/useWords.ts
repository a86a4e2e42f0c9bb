import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { createLanguage, type LanguageChoice } from "../words/createLanguage.js";
import { type Language, type Texts, texts } from "../words/texts.js";

const Context = createContext<LanguageChoice | undefined>(undefined);

export const WordsProvider = Context.Provider;

/** The texts of the chosen language; a component that uses them is drawn again when another is chosen. */
export function useWords(): { texts: Texts; language: Language; choose: LanguageChoice["choose"] } {
  const { current, choose } = useContext(Context) ?? createLanguage();
  return { texts: texts[current.value], language: current.value, choose };
}
