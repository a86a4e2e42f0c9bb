import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyView, type View } from "../../src/chat/applyEvent.js";
import { contacts } from "../../src/chat/contacts.js";
import { createHistory, type HistoryOptions } from "../../src/chat/createHistory.js";
import { HISTORY, settled } from "../../src/chat/database.js";
import { forgetKey } from "../../src/chat/forgetKey.js";
import { inStore } from "../../src/chat/inStore.js";
import { type KeptHistory, keptHistory } from "../../src/chat/keptHistory.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import { visitorName } from "../../src/chat/visitorName.js";
import type { Opened } from "../../src/protocol/frames.js";
import type { HeldKey } from "../../src/widget/View.js";
import { conversation, message, note } from "./samples.js";

const PLACE = "https://chat.test";
const DAY = 86_400_000;

let held: HeldKey;

/** The browser's own, which no test stops. */
const later = setTimeout;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
  localStorage.clear();
  held = { pair: visitorKey() };
  await held.pair;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const create = (options: Partial<HistoryOptions> = {}) => createHistory({ place: PLACE, held, ...options });

const at = Date.now();
const viewOf = (...entries: View["entries"]): View => ({
  ...emptyView,
  conversation: { ...conversation("taken"), started_at: at },
  entries: entries.map((entry) => ({ ...entry, at: at + entry.seq })),
});
const SAID = viewOf(note(1, "started"), message(2), message(3, "visitor"));

const row = (place = PLACE): Promise<KeptHistory | undefined> =>
  inStore(HISTORY, false, (store) => settled(store.get(place))).catch(() => undefined);

/** The time after which it is written, and that which it takes. */
async function pass() {
  await vi.advanceTimersByTimeAsync(1_000);
  await written();
}

/** Transactions on a store follow one another: what was begun before is done after these. */
async function written() {
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => later(resolve, 2));
    await row();
  }
}

const load = async (more: { days?: number; place?: string } = {}) =>
  (await keptHistory(more.place ?? PLACE, (await held.pair) as CryptoKeyPair, more.days)) as
    | Opened
    | undefined;

test("what was said is there at the next visit, as the server would tell it", async () => {
  create().follow({
    ...SAID,
    marks: { visitor: { delivered: 2, seen: 2 }, agent: { delivered: 1, seen: 1 } },
  });
  await pass();
  expect(await load()).toEqual({
    type: "opened",
    command_id: "",
    conversation: SAID.conversation,
    entries: SAID.entries,
    earlier: false,
    marks: { visitor: { delivered: 2, seen: 2 }, agent: { delivered: 1, seen: 1 } },
  });
});

test("it is written a moment later, once for all that happened until then", async () => {
  const put = vi.spyOn(IDBObjectStore.prototype, "put");
  const history = create();
  history.follow(viewOf(note(1, "started")));
  await vi.advanceTimersByTimeAsync(999);
  history.follow(SAID);
  await written();
  expect(put).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await written();
  expect(put).toHaveBeenCalledOnce();
  expect((await load())?.entries).toEqual(SAID.entries);
});

test("what has not changed is not written again", async () => {
  const history = create();
  history.follow(SAID);
  await pass();
  const put = vi.spyOn(IDBObjectStore.prototype, "put");
  history.follow(SAID);
  expect(vi.getTimerCount()).toBe(0);
  history.follow({ ...SAID });
  await pass();
  expect(put).toHaveBeenCalledOnce();
});

test("the visitor's contact is noted, with the time of the last entry", async () => {
  create().follow(SAID);
  await pass();
  expect(contacts()).toEqual([{ kind: "conversation", first: at, last: at + 3 }]);
});

test("of a long conversation the newest are kept, and that there are earlier ones", async () => {
  create().follow(viewOf(...[...Array(305).keys()].map((index) => message(index + 1))));
  await pass();
  const kept = await load();
  expect([kept?.entries.length, kept?.entries[0]?.seq, kept?.earlier]).toEqual([300, 6, true]);
});

test("of long messages as many are kept as there is room for", async () => {
  const text = "é".repeat(4_000);
  create().follow(viewOf(...[...Array(200).keys()].map((index) => ({ ...message(index + 1), text }))));
  await pass();
  const kept = await load();
  expect(JSON.stringify(kept).length).toBeLessThan(250_500);
  expect(JSON.stringify(kept).length).toBeGreaterThan(240_000);
  expect([kept?.entries.at(-1)?.seq, kept?.earlier]).toEqual([200, true]);
});

test("a conversation that is gone is kept no longer", async () => {
  const history = create();
  history.follow(SAID);
  await pass();
  history.follow(emptyView);
  await pass();
  expect(await row()).toBeUndefined();
});

describe("what was deleted does not come back", () => {
  test("when it is deleted before it was to be written", async () => {
    create().follow(SAID);
    await forgetKey(PLACE, (await held.pair) as CryptoKeyPair);
    await pass();
    expect([await row(), contacts()]).toEqual([undefined, []]);
  });

  test.each([1, 2, 3, 4, 5, 6, 8, 10, 15, 20])(
    "when it is deleted while it is being written: %i",
    async (turns) => {
      create().follow(SAID);
      await vi.advanceTimersByTimeAsync(1_000);
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => later(resolve));
      await forgetKey(PLACE, (await held.pair) as CryptoKeyPair);
      await written();
      expect(await row()).toBeUndefined();
    },
  );

  test("when it ends before it was to be written, or while it is being written", async () => {
    for (const when of [0, 1_000]) {
      const history = create();
      history.follow(SAID);
      await vi.advanceTimersByTimeAsync(when);
      history.end();
      history.follow({ ...SAID });
      await pass();
      expect(await row()).toBeUndefined();
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  test("over what another visitor has said since, in this browser", async () => {
    const old = create({ held: { ...held } });
    old.follow(SAID);
    await forgetKey(PLACE, (await held.pair) as CryptoKeyPair);
    held.pair = visitorKey();
    await held.pair;
    await pass();
    expect([await row(), contacts()]).toEqual([undefined, []]);
    create().follow(viewOf(note(1, "started")));
    await pass();
    expect((await row())?.owner).toBe(await visitorName(await held.pair));
    expect((await load())?.entries).toHaveLength(1);
  });

  test("by somebody who has got another key, and it is removed then", async () => {
    create().follow(SAID);
    await pass();
    held.pair = crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    expect(await load()).toBeUndefined();
    expect(await row()).toBeUndefined();
  });
});

describe("it is kept for as long as the server keeps it", () => {
  beforeEach(async () => {
    create().follow(SAID);
    await pass();
  });

  test.each([
    ["until its last entry is so old", 2, 2 * DAY, 3],
    ["and then removed", 2, 2 * DAY + 4, undefined],
    ["and shown where that could not be read: whatever the server then says counts", undefined, 90 * DAY, 3],
  ])("%s", async (_, days, age, entries) => {
    vi.spyOn(Date, "now").mockReturnValue(at + age);
    expect((await load(days ? { days } : {}))?.entries.length).toBe(entries);
    expect((await row())?.event.entries.length).toBe(entries);
  });
});

test("each chat and each site has its own", async () => {
  create().follow(SAID);
  await pass();
  expect(await load({ place: "https://other.test" })).toBeUndefined();
  expect(await load({ place: `${PLACE} shop` })).toBeUndefined();
  const shop: HeldKey = { site: "shop", pair: visitorKey("shop") };
  create({ place: `${PLACE} shop`, held: shop }).follow(viewOf(note(1, "started")));
  await vi.waitFor(async () => {
    await pass();
    expect((await row(`${PLACE} shop`))?.event.entries).toHaveLength(1);
  });
  expect((await load())?.entries).toHaveLength(3);
});

describe("where the browser", () => {
  const refuses = () => {
    throw new DOMException("no", "SecurityError");
  };

  test.each<[string, () => void]>([
    ["has no IndexedDB", () => vi.stubGlobal("indexedDB", undefined)],
    ["refuses it", () => vi.stubGlobal("indexedDB", { open: refuses })],
    [
      "has no room",
      () =>
        vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
          throw new DOMException("full", "QuotaExceededError");
        }),
    ],
  ])("%s, nothing is kept, and nobody hears of it", async (_, spoil) => {
    const pair = (await held.pair) as CryptoKeyPair;
    spoil();
    create().follow(SAID);
    await pass();
    expect(await keptHistory(PLACE, pair, 30)).toBeUndefined();
    expect(contacts()).toEqual([]);
  });

  test("keeps no key, nothing is kept either", async () => {
    vi.stubGlobal("indexedDB", new IDBFactory());
    create().follow(SAID);
    await pass();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test.each([null, 7, {}, { owner: "x" }, { owner: "x", days: 3, event: {} }])(
    "has something there that makes no sense, it is nothing: %j",
    async (rubbish) => {
      await inStore(HISTORY, false, (store) => settled(store.put(rubbish, PLACE)));
      expect(await load()).toBeUndefined();
    },
  );
});
