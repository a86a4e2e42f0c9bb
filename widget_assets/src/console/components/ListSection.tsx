import type { VNode } from "preact";
import { useId } from "preact/hooks";

type Props = {
  title: string;
  /** What to say instead of an empty list. */
  empty: string | false;
  rows: readonly VNode[];
};

export function ListSection({ title, empty, rows }: Props) {
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading} class="list-title">
        {title} {rows.length > 0 && <span class="count">{rows.length}</span>}
      </h2>
      {rows.length > 0 ? <ul class="rows">{rows}</ul> : empty && <p class="quiet none">{empty}</p>}
    </section>
  );
}
