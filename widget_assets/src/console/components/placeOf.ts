/**
 * Remembers what the reader has before the eyes in a scrolled box, by the `data-key` of what is in it. What is returned
 * is called after a change: of what was in sight or below it, the first that is still there comes to where it was.
 */
export function placeOf(box: HTMLElement): () => void {
  const keyed = () => [...box.querySelectorAll<HTMLElement>("[data-key]")];
  const edge = box.getBoundingClientRect().top;
  const tops = new Map<string | undefined, number>();
  for (const node of keyed()) {
    const { top, bottom } = node.getBoundingClientRect();
    if (bottom > edge) tops.set(node.dataset.key, top);
  }
  return () => {
    const kept = keyed().find(({ dataset }) => tops.has(dataset.key));
    if (kept) box.scrollTop += kept.getBoundingClientRect().top - (tops.get(kept.dataset.key) ?? 0);
  };
}
