import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import { visitorName } from "../../src/chat/visitorName.js";

beforeEach(() => void vi.stubGlobal("indexedDB", new IDBFactory()));

test("a key has the same name at the next visit, and another key another one", async () => {
  const name = await visitorName(await visitorKey());
  expect(name).toMatch(/^[\w-]{43}$/);
  expect(await visitorName((await keptVisitorKey()) as CryptoKeyPair)).toBe(name);
  expect(await visitorName(await visitorKey("shop"))).not.toBe(name);
});
