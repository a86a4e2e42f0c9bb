import { Cover } from "./Cover.js";
import { useWords } from "./useWords.js";

export function NotConfigured() {
  const { texts } = useWords();
  return (
    <Cover>
      <p class="problem" role="alert">
        {texts.notConfigured}
      </p>
    </Cover>
  );
}
