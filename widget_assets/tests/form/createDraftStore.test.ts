import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDraftStore, type Draft } from "../../src/form/createDraftStore.js";

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  localStorage.clear();
});

afterEach(() => vi.unstubAllGlobals());

const draft = (seed: string, more: Partial<Draft> = {}): Draft => ({
  seed,
  values: { message: `text of ${seed}` },
  submitted: false,
  ...more,
});

test("what was saved is there on the next page", async () => {
  await createDraftStore().save(draft("a"));
  expect(await createDraftStore().load()).toEqual(draft("a"));
});

test("to look leaves nothing behind", async () => {
  expect(await createDraftStore().load()).toBeUndefined();
  await createDraftStore().remove("a");
  expect(await indexedDB.databases()).toEqual([]);
});

test("tabs that begin one each do not lose the other's", async () => {
  const store = createDraftStore();
  await store.save(draft("a"));
  await createDraftStore().save(draft("b", { submitted: true }));
  await store.save(draft("a", { values: { message: "typed on" } }));
  expect(await createDraftStore().load()).toEqual(draft("b", { submitted: true }));
  await store.remove("b");
  expect(await createDraftStore().load()).toEqual(draft("a", { values: { message: "typed on" } }));
  await store.remove("a");
  expect(await createDraftStore().load()).toBeUndefined();
});

test("a save that is under way is followed by its removal", async () => {
  const store = createDraftStore();
  void store.save(draft("a"));
  expect(await store.load()).toEqual(draft("a"));
  void store.save(draft("a", { submitted: true }));
  await store.remove("a");
  expect(await createDraftStore().load()).toBeUndefined();
});

test("while something waits to be sent the panel can see that without the database", async () => {
  const store = createDraftStore();
  await store.save(draft("a"));
  expect(localStorage.length).toBe(0);
  await store.save(draft("a", { submitted: true }));
  await createDraftStore().save(draft("b"));
  expect(localStorage.getItem("tresen.contact")).toBe("1");
  await store.remove("a");
  expect(localStorage.length).toBe(0);
});

describe.each([
  ["missing", undefined],
  ["refused", { open: () => raise() }],
])("where IndexedDB is %s", (_, indexedDB) => {
  test("a draft lives as long as the page, and nobody hears of it", async () => {
    vi.stubGlobal("indexedDB", indexedDB);
    vi.stubGlobal("localStorage", undefined);
    const store = createDraftStore();
    await store.save(draft("a"));
    expect(await store.load()).toEqual(draft("a"));
    await store.remove("a");
    expect(await store.load()).toBeUndefined();
  });
});

function raise(): never {
  throw new DOMException("no", "SecurityError");
}
