import { useEffect, useId, useRef } from "preact/hooks";
import { useWords } from "./useWords.js";

type Props = { title: string; lead: string; action: string; onConfirm(): void; onClose(): void };

/** Asks before something that others notice. The browser keeps the focus inside and gives it back. */
export function ConfirmDialog({ title, lead, action, onConfirm, onClose }: Props) {
  const { texts } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);

  function confirm() {
    dialog.current?.close();
    onConfirm();
  }

  return (
    <dialog ref={dialog} class="card" aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading}>{title}</h2>
      <p class="quiet">{lead}</p>
      <p class="choices">
        <button type="button" onClick={() => dialog.current?.close()}>
          {texts.cancel}
        </button>
        <button type="button" class="primary" onClick={confirm}>
          {action}
        </button>
      </p>
    </dialog>
  );
}
