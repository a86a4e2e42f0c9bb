import type { Desk } from "../desk/createDesk.js";
import { useWords } from "./useWords.js";

export function NothingChosen({ desk }: { desk: Desk }) {
  const { texts } = useWords();
  if (!desk.listed.value) return null;
  const any = Object.values(desk.lists.value).some(({ length }) => length > 0);
  return (
    <div class="empty">
      <p class="lead">{any ? texts.choose : texts.quiet}</p>
      <p class="quiet">{any ? texts.chooseLead : texts.quietLead}</p>
    </div>
  );
}
