import type { ComponentChildren } from "preact";
import { LanguageButton } from "./LanguageButton.js";
import { Mark } from "./Mark.js";
import { useWords } from "./useWords.js";

/** A page of one card: what there is to see without a desk. */
export function Cover({ children }: { children: ComponentChildren }) {
  const { texts } = useWords();
  return (
    <main class="cover">
      <div class="card">
        <h1 class="brand">
          <Mark />
          {texts.product}
        </h1>
        {children}
      </div>
      <LanguageButton />
    </main>
  );
}
