import { vi } from "vitest";

/** Counts what listens on the window and the document from now on, and has not been let go of by its signal or by name. */
export function countListeners() {
  const live = new Set<string>();
  let made = 0;
  for (const target of [window, document]) {
    const ids = new Map<unknown, string[]>();
    const { addEventListener, removeEventListener } = target;
    vi.spyOn(target, "addEventListener").mockImplementation(
      (type: string, listener: unknown, options?: unknown) => {
        const id = `${type} ${++made}`;
        const signal = (options as { signal?: AbortSignal } | undefined)?.signal;
        if (!signal?.aborted) live.add(id);
        signal?.addEventListener("abort", () => live.delete(id));
        ids.set(listener, [...(ids.get(listener) ?? []), id]);
        addEventListener.call(target, type, listener as EventListener, options as AddEventListenerOptions);
      },
    );
    vi.spyOn(target, "removeEventListener").mockImplementation((type: string, listener: unknown) => {
      for (const id of ids.get(listener) ?? []) if (id.startsWith(`${type} `)) live.delete(id);
      removeEventListener.call(target, type, listener as EventListener);
    });
  }
  return { count: () => live.size, names: () => [...live] };
}
