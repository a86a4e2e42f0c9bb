import { againButton } from "../widget/againButton.js";
import { day } from "../widget/day.js";
import { element } from "../widget/element.js";
import type { FormTexts } from "./FormTexts.js";

/** What stands in the form's place once it has arrived. `deletedAt` in epoch milliseconds. */
export function confirmation(
  texts: FormTexts,
  locale: string,
  deletedAt: number,
  onAnother: () => void,
): readonly Node[] {
  return [
    element("h3", { tabindex: "-1" }, texts.received),
    element("p", {}, texts.deleted(day(deletedAt, locale))),
    againButton(texts.another, onAnother),
  ];
}
