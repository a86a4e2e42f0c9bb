import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { visitorKey } from "../../src/chat/visitorKey.js";

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const x = async (key: CryptoKeyPair | undefined) =>
  key && (await crypto.subtle.exportKey("jwk", key.publicKey)).x;
const databases = async () => (await indexedDB.databases()).map(({ name }) => name);

test("the key is kept for the next visit", async () => {
  const made = await visitorKey();
  expect(await x(await visitorKey())).toBe(await x(made));
  expect(await x(await keptVisitorKey())).toBe(await x(made));
});

test("two tabs that begin at once agree on one key", async () => {
  const [one, other] = await Promise.all([visitorKey(), visitorKey()]);
  expect(await x(one)).toBe(await x(other));
});

test("the private half can not be exported", async () => {
  const { privateKey } = await visitorKey();
  expect(privateKey.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("jwk", privateKey)).rejects.toThrow();
});

test("each site that is named has a key of its own", async () => {
  const made = await Promise.all([visitorKey(), visitorKey("shop"), visitorKey("other")]);
  expect(new Set(await Promise.all(made.map(x))).size).toBe(3);
  expect(await x(await keptVisitorKey("shop"))).toBe(await x(made[1]));
});

test("to look for a key leaves nothing behind", async () => {
  expect(await keptVisitorKey()).toBeUndefined();
  expect(await databases()).toEqual([]);
  await visitorKey();
  expect(await databases()).toEqual(["tresen"]);
});

describe.each([
  ["refused", { open: () => raise(new DOMException("no", "SecurityError")) }],
  ["missing", undefined],
])("where IndexedDB is %s", (_, indexedDB) => {
  test("there is a key that is good for signing, and none is kept", async () => {
    vi.stubGlobal("indexedDB", indexedDB);
    expect((await visitorKey()).privateKey.usages).toEqual(["sign"]);
    expect(await keptVisitorKey()).toBeUndefined();
  });
});

function raise(error: Error): never {
  throw error;
}
