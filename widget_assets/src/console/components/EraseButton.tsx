import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

export function EraseButton({ onErase }: { onErase(): void }) {
  const { texts } = useWords();
  const name = texts.erasure.button;
  return (
    <button type="button" class="plain erase" aria-label={name} title={name} onClick={onErase}>
      <Icon name="erase" />
    </button>
  );
}
