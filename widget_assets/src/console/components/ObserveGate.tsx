import { useWords } from "./useWords.js";

type Props = { acting: boolean; onObserve(): void; onTakeOver(): void };

/** Reading along is never silent: what it does is said before it is done. */
export function ObserveGate({ acting, onObserve, onTakeOver }: Props) {
  const { texts } = useWords();
  return (
    <div class="empty">
      <p class="lead">{texts.observeTitle}</p>
      <p class="quiet">{texts.observeLead}</p>
      <p class="choices">
        <button type="button" class="primary" onClick={onObserve}>
          {texts.observe}
        </button>
        <button type="button" disabled={acting} onClick={onTakeOver}>
          {texts.takeOver}
        </button>
      </p>
    </div>
  );
}
