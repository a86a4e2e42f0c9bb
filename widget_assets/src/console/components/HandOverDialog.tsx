import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useWords } from "./useWords.js";

type Props = { groups: readonly string[]; onConfirm(group: string): void; onClose(): void };

/** Asks to whom. The browser keeps the focus inside and gives it back. */
export function HandOverDialog({ groups, onConfirm, onClose }: Props) {
  const { texts } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [group, setGroup] = useState(groups[0] ?? "");
  const [heading, field] = [useId(), useId()];
  useEffect(() => dialog.current?.showModal(), []);

  function confirm() {
    dialog.current?.close();
    if (group) onConfirm(group);
  }

  return (
    <dialog ref={dialog} class="card" aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading}>{texts.contact.handOverTitle}</h2>
      <p class="quiet">{texts.contact.handOverLead}</p>
      <p class="choice">
        <label for={field}>{texts.contact.group}</label>
        <select id={field} value={group} onChange={({ currentTarget: { value } }) => setGroup(value)}>
          {groups.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </p>
      <p class="choices">
        <button type="button" onClick={() => dialog.current?.close()}>
          {texts.cancel}
        </button>
        <button type="button" class="primary" onClick={confirm}>
          {texts.contact.handOver}
        </button>
      </p>
    </dialog>
  );
}
