import { useEffect, useRef } from "preact/hooks";

/** Back from a conversation, the keyboard is in the list where it left it. Rows are found by `data-id`. */
export function useFocusOnReturn(selected: string | undefined) {
  const list = useRef<HTMLElement>(null);
  const left = useRef<string | undefined>(undefined);
  useEffect(() => {
    const id = left.current;
    left.current = selected;
    if (selected || !id || document.activeElement !== document.body) return;
    list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
  }, [selected]);
  return list;
}
