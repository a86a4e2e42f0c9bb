import { signal } from "@preact/signals";

export type Keyed<V> = {
  readonly all: ReadonlyMap<string, V>;
  get(key: string): V | undefined;
  /** `undefined` takes the key out. */
  set(key: string, value: V | undefined): void;
};

/** A map that components and computed signals follow. */
export function createKeyed<V>(entries: Iterable<readonly [string, V]> = []): Keyed<V> {
  const map = signal<ReadonlyMap<string, V>>(new Map(entries));
  return {
    get all() {
      return map.value;
    },
    get: (key) => map.value.get(key),
    set(key, value) {
      if (value === map.peek().get(key)) return;
      const changed = new Map(map.peek());
      if (value === undefined) changed.delete(key);
      else changed.set(key, value);
      map.value = changed;
    },
  };
}
