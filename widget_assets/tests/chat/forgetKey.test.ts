import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { HISTORY, settled } from "../../src/chat/database.js";
import { forgetKey } from "../../src/chat/forgetKey.js";
import { inStore } from "../../src/chat/inStore.js";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { placeOf } from "../../src/chat/placeOf.js";
import { visitorKey } from "../../src/chat/visitorKey.js";

const ORIGIN = "https://chat.test";

beforeEach(() => void vi.stubGlobal("indexedDB", new IDBFactory()));

test("the key goes, and the next visitor is another one", async () => {
  const pair = await visitorKey();
  await forgetKey(ORIGIN, pair);
  expect(await keptVisitorKey()).toBeUndefined();
  const next = await visitorKey();
  const [one, other] = await Promise.all(
    [pair, next].map(({ publicKey }) => crypto.subtle.exportKey("jwk", publicKey)),
  );
  expect(one?.x).not.toBe(other?.x);
});

test("a key that was made since stays", async () => {
  const old = await visitorKey();
  await forgetKey(ORIGIN, old);
  await visitorKey();
  await forgetKey(ORIGIN, old);
  expect(await keptVisitorKey()).toBeDefined();
});

test("where none is kept nothing is made", async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  await forgetKey(ORIGIN, pair);
  expect(await indexedDB.databases()).toEqual([]);
});

test("of the history goes what was said to this site", async () => {
  const pair = await visitorKey("shop");
  const places = ["shop", "blog"].map((site) => placeOf(ORIGIN, site));
  await inStore(HISTORY, true, async (store) => {
    for (const place of places) store.put({ owner: "somebody" }, place);
  });
  await forgetKey(ORIGIN, pair, "shop");
  expect(await inStore(HISTORY, false, (store) => settled(store.getAllKeys()))).toEqual([places[1]]);
});
