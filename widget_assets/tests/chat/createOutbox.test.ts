import { IDBDatabase as Database, IDBFactory, IDBIndex, IDBObjectStore } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createOutbox, type Outbox, type Unsent } from "../../src/chat/createOutbox.js";
import { createTalk, type Talk } from "../../src/chat/createTalk.js";
import { DRAFTS, ERASURES, HISTORY, KEYS, MESSAGE, settled } from "../../src/chat/database.js";
import { inStore } from "../../src/chat/inStore.js";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { outboxOwners } from "../../src/chat/outboxOwners.js";
import { visitorKey } from "../../src/chat/visitorKey.js";

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const unsent = (id: string, more: Partial<Unsent> = {}): Unsent => ({
  client_message_id: id,
  text: `text ${id}`,
  cursor: null,
  ...more,
});
const ids = async (outbox: Outbox) => (await outbox.load()).map(({ client_message_id }) => client_message_id);
const databases = async () => (await indexedDB.databases()).length;

/** What is written on a page that can not send. */
function writing(): Talk {
  return createTalk({
    party: "visitor",
    connection: { request: () => new Promise(() => {}), tell: () => false },
    outbox: createOutbox("shop"),
    sends: () => false,
    onChange: () => {},
  });
}
const texts = ({ unsent }: Talk) => unsent.map(({ text }) => text);

/** A database as a release made it that knew more or less than this one; closed when that is done. */
function otherRelease(version: number, upgrade: (database: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("tresen", version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

test("what was put is there on the next page, in the order in which it was written", async () => {
  const outbox = createOutbox("shop");
  for (const id of ["z", "a", "m"]) await outbox.put(unsent(id));
  expect(await createOutbox("shop").load()).toEqual([unsent("z"), unsent("a"), unsent("m")]);
});

test("what changes keeps its place", async () => {
  const outbox = createOutbox("shop");
  for (const id of ["z", "a"]) await outbox.put(unsent(id));
  await createOutbox("shop").put(unsent("z", { cursor: 7 }));
  expect(await outbox.load()).toEqual([unsent("z", { cursor: 7 }), unsent("a")]);
});

test("what was removed is gone, whoever put it, and once is enough", async () => {
  const outbox = createOutbox("shop");
  for (const id of ["a", "b"]) await outbox.put(unsent(id));
  for (const each of [outbox, createOutbox("shop")]) await each.remove("a");
  expect(await ids(outbox)).toEqual(["b"]);
});

test("calls that overlap are carried out one after the other", async () => {
  const outbox = createOutbox("shop");
  await Promise.all([
    outbox.put(unsent("a")),
    outbox.put(unsent("b")),
    outbox.put(unsent("a", { cursor: 1 })),
    outbox.remove("b"),
    outbox.put(unsent("c")),
  ]);
  expect(await outbox.load()).toEqual([unsent("a", { cursor: 1 }), unsent("c")]);
});

test("each owner has an own one, and can be found", async () => {
  await createOutbox("me/one").put(unsent("a"));
  await createOutbox("me/one").put(unsent("b"));
  await createOutbox("me/two").put(unsent("c"));
  await createOutbox("you/one").put(unsent("d"));
  expect(await ids(createOutbox("me/one"))).toEqual(["a", "b"]);
  expect(await outboxOwners("me/")).toEqual(["me/one", "me/two"]);
});

test("to look, or to remove, leaves nothing behind where there was nothing", async () => {
  expect(await createOutbox("shop").load()).toEqual([]);
  expect(await outboxOwners("")).toEqual([]);
  await createOutbox("shop").remove("a");
  expect(await databases()).toBe(0);
});

describe("beside another release", () => {
  test("a key of the first one is kept, and there is a place for messages", async () => {
    const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const first = await otherRelease(1, (database) => {
      database.createObjectStore("keys").put(made, "visitor");
    });
    first.close();
    const x = async (key: CryptoKeyPair) => (await crypto.subtle.exportKey("jwk", key.publicKey)).x;
    expect(await x((await keptVisitorKey()) as CryptoKeyPair)).toBe(await x(made));
    await createOutbox("shop").put(unsent("a"));
    expect(await ids(createOutbox("shop"))).toEqual(["a"]);
    expect(await x(await visitorKey())).toBe(await x(made));
  });

  test("key and messages of the second one are kept, and there is a place for drafts and erasures", async () => {
    const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const second = await otherRelease(2, (database) => {
      database.createObjectStore("keys").put(made, "visitor");
      const outbox = database.createObjectStore("outbox", { autoIncrement: true });
      outbox.createIndex("message", "client_message_id");
      for (const id of ["z", "a"]) outbox.put({ ...unsent(id), owner: "shop" });
    });
    const message = [...second.transaction("outbox").objectStore("outbox").indexNames];
    second.close();
    const x = async (key: CryptoKeyPair) => (await crypto.subtle.exportKey("jwk", key.publicKey)).x;
    expect(await x((await keptVisitorKey()) as CryptoKeyPair)).toBe(await x(made));
    expect(message).toEqual([MESSAGE]);
    expect(await ids(createOutbox("shop"))).toEqual(["z", "a"]);
    await createOutbox("shop").remove("z");
    expect(await ids(createOutbox("shop"))).toEqual(["a"]);
    for (const name of [DRAFTS, ERASURES]) {
      await inStore(name, false, (store) => settled(store.put("kept", "key")));
      expect(await inStore(name, false, (store) => settled(store.get("key")))).toBe("kept");
    }
  });

  test("key, messages, drafts and erasures of the third one are kept, and there is a place for what was said", async () => {
    const third = await otherRelease(3, (database) => {
      for (const name of ["keys", "drafts", "erasures"])
        database.createObjectStore(name).put(`kept ${name}`, "visitor");
      const outbox = database.createObjectStore("outbox", { autoIncrement: true });
      outbox.createIndex("message", "client_message_id");
      outbox.put({ ...unsent("z"), owner: "shop" });
    });
    third.close();
    expect(await ids(createOutbox("shop"))).toEqual(["z"]);
    for (const name of [KEYS, DRAFTS, ERASURES])
      expect(await inStore(name, false, (store) => settled(store.get("visitor")))).toBe(`kept ${name}`);
    await inStore(HISTORY, false, (store) => settled(store.put("kept", "key")));
    expect(await inStore(HISTORY, false, (store) => settled(store.get("key")))).toBe("kept");
  });

  test("a later one can make its version while this one's work is open", async () => {
    const working = createOutbox("shop").put(unsent("a"));
    const later = await otherRelease(5, () => {});
    later.close();
    await working;
    expect(later.version).toBe(5);
  });

  test("what a later one left is used", async () => {
    await createOutbox("shop").put(unsent("a"));
    (await otherRelease(5, () => {})).close();
    const outbox = createOutbox("shop");
    await outbox.put(unsent("b"));
    expect(await ids(createOutbox("shop"))).toEqual(["a", "b"]);
  });

  test("one that holds on to the database is not waited for long, and not stood in the way of later", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const first = await otherRelease(1, (database) => void database.createObjectStore("keys"));
    const talk = writing();
    talk.send("a");
    await vi.advanceTimersByTimeAsync(3_000);
    first.close();
    vi.useRealTimers();
    const later = await otherRelease(5, () => {});
    later.close();
    expect(later.version).toBe(5);
    await talk.load();
    expect(texts(talk)).toEqual(["a"]);
  });
});

describe("where IndexedDB", () => {
  const refuses = () => {
    throw new DOMException("no", "SecurityError");
  };
  const quota = () => {
    throw new DOMException("full", "QuotaExceededError");
  };

  test.each<[string, () => void]>([
    ["is missing", () => vi.stubGlobal("indexedDB", undefined)],
    ["is refused", () => vi.stubGlobal("indexedDB", { open: refuses })],
    ["has no transaction", () => vi.spyOn(Database.prototype, "transaction").mockImplementation(refuses)],
    ["can not look", () => vi.spyOn(IDBIndex.prototype, "getKey").mockImplementation(refuses)],
    ["is full", () => vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(quota)],
  ])("%s, what is written is there as long as the page, and nobody hears of it", async (_, spoil) => {
    await visitorKey();
    const talk = writing();
    await talk.load();
    spoil();
    for (const text of ["a", "b"]) talk.send(text);
    await talk.load();
    expect(texts(talk)).toEqual(["a", "b"]);
    const [first, second] = talk.unsent as readonly [Unsent, Unsent];
    talk.note({ ...first, cursor: 3 });
    await talk.load();
    expect(talk.unsent).toEqual([{ ...first, cursor: 3 }, second]);
    talk.drop(first.client_message_id);
    await talk.load();
    expect(texts(talk)).toEqual(["b"]);
    const outbox = createOutbox("shop");
    await outbox.put(unsent("c"));
    await outbox.remove("c");
    expect(await outboxOwners("")).toEqual([]);
  });

  test("fails at one call, the next ones are kept again", async () => {
    const outbox = createOutbox("shop");
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementationOnce(quota);
    await outbox.put(unsent("a"));
    await outbox.put(unsent("b"));
    expect(await ids(outbox)).toEqual(["b"]);
    await outbox.put(unsent("a", { cursor: 1 }));
    expect(await ids(createOutbox("shop"))).toEqual(["b", "a"]);
  });
});

test("a database that opens late is let go of, and what opens in time leaves no timer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const first = await otherRelease(1, (database) => void database.createObjectStore("keys"));
  const closed = vi.spyOn(Database.prototype, "close");
  const look = () => inStore("keys", true, async () => "in time").catch(() => "late");
  const opening = look();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await opening).toBe("late");
  first.close();
  closed.mockClear();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  expect(await look()).toBe("in time");
  expect(vi.getTimerCount()).toBe(0);
});
