import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDrafting } from "../../src/form/createDrafting.js";
import { keptDraft } from "./keptDraft.js";

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  localStorage.clear();
});

afterEach(() => vi.unstubAllGlobals());

/** A page in which this is typed. */
function page(message: string, site?: string) {
  const filled = { message };
  const type = (text: string) => {
    filled.message = text;
  };
  return { ...bound(createDrafting(() => filled, site)), type };
}

const bound = (made: ReturnType<typeof createDrafting>) => ({
  message: () => made.draft.values.message as string | undefined,
  seed: () => made.draft.seed,
  ...made,
});

test("what was kept is there on the next page", async () => {
  await page("hello").keep(false);
  const next = page("");
  await next.takeUp("");
  expect(next.message()).toBe("hello");
});

test("what was kept is there also where the browser refuses LocalStorage alone", async () => {
  vi.stubGlobal("localStorage", undefined);
  await page("hello").keep(true);
  const next = page("");
  await next.takeUp("");
  expect(next.message()).toBe("hello");
  expect(await next.remove()).toBe(true);
});

test("to look leaves nothing behind", async () => {
  const first = page("");
  await first.takeUp("");
  expect(await first.remove()).toBe(false);
  expect(await indexedDB.databases()).toEqual([]);
});

test("tabs that begin one each do not lose the other's, and what was sent off comes first", async () => {
  const [one, other] = [page("one"), page("other")];
  await one.keep(false);
  await other.keep(true);
  one.type("typed on");
  await one.keep(false);
  expect((await keptDraft())?.values.message).toBe("other");
  await other.remove();
  expect((await keptDraft())?.values.message).toBe("typed on");
  await one.remove();
  expect(await keptDraft()).toBeUndefined();
});

test("one that is being kept is followed by its removal, of which one page is the first to know", async () => {
  const first = page("hello");
  await first.keep(false);
  const second = page("");
  await second.takeUp("");
  void first.keep(true);
  expect(await first.remove()).toBe(true);
  expect(await second.remove()).toBe(false);
  expect(await keptDraft()).toBeUndefined();
});

test("what was about to be kept is not when it has arrived", async () => {
  const page = createDrafting(() => ({ message: "hello" }), undefined);
  page.touch();
  await page.remove();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await keptDraft()).toBeUndefined();
});

test("while something waits to be sent the panel can see that without the database", async () => {
  const one = page("one");
  await one.keep(false);
  expect(localStorage.length).toBe(0);
  await one.keep(true);
  await page("other").keep(false);
  expect(localStorage.getItem("tresen.contact")).toBe("1");
  await one.remove();
  expect(localStorage.length).toBe(0);
});

test("each site has its own on the pages that they share", async () => {
  await page("of the shop", "shop").keep(true);
  const blog = page("", "blog");
  await blog.takeUp("");
  expect([blog.message(), (await keptDraft("shop"))?.values.message]).toEqual([undefined, "of the shop"]);
});

describe.each([
  ["missing", undefined],
  ["refused", { open: () => raise() }],
])("where IndexedDB is %s", (_, indexedDB) => {
  test("it lives as long as the page, and nobody hears of it", async () => {
    vi.stubGlobal("indexedDB", indexedDB);
    vi.stubGlobal("localStorage", undefined);
    const only = page("hello");
    await only.keep(false);
    const seed = only.seed();
    await only.takeUp("");
    expect([only.message(), only.seed()]).toEqual(["hello", seed]);
    expect(await only.remove()).toBe(true);
    await only.takeUp("");
    expect(only.message()).toBeUndefined();
  });
});

function raise(): never {
  throw new DOMException("no", "SecurityError");
}
