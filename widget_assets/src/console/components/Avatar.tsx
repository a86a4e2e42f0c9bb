import { visitorTag } from "../words/visitorTag.js";

export function Avatar({ id }: { id: string }) {
  const { letters, hue } = visitorTag(id);
  return (
    <span class="avatar" data-hue={hue} aria-hidden="true">
      {letters.slice(0, 2)}
    </span>
  );
}
