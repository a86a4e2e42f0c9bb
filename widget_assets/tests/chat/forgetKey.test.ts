import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetKey } from "../../src/chat/forgetKey.js";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { visitorKey } from "../../src/chat/visitorKey.js";

beforeEach(() => void vi.stubGlobal("indexedDB", new IDBFactory()));

test("the key goes, and the next visitor is another one", async () => {
  const pair = await visitorKey();
  await forgetKey(pair);
  expect(await keptVisitorKey()).toBeUndefined();
  const next = await visitorKey();
  const [one, other] = await Promise.all(
    [pair, next].map(({ publicKey }) => crypto.subtle.exportKey("jwk", publicKey)),
  );
  expect(one?.x).not.toBe(other?.x);
});

test("a key that was made since stays", async () => {
  const old = await visitorKey();
  await forgetKey(old);
  await visitorKey();
  await forgetKey(old);
  expect(await keptVisitorKey()).toBeDefined();
});

test("where none is kept nothing is made", async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  await forgetKey(pair);
  expect(await indexedDB.databases()).toEqual([]);
});
