import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { onForgetting } from "../../src/chat/forgetting.js";
import { objections } from "../../src/chat/objections.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import { browserData } from "../../src/privacy/browserData.js";
import { createErasures } from "../../src/privacy/createErasures.js";
import { forgetObjections } from "../../src/privacy/forgetObjections.js";
import { removeDatabase } from "../../src/privacy/removeDatabase.js";
import type { HeldKey } from "../../src/widget/View.js";
import { installTabs, uninstallTabs } from "../chat/fakeTabs.js";
import { nameOf, ORIGIN, RECEIPT, serve, visitorWithEverything } from "./samples.js";

let held: HeldKey;
let ended: AbortController;

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  localStorage.clear();
  installTabs();
  held = {};
  ended = new AbortController();
  vi.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(() => {
  ended.abort();
  uninstallTabs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  forgetObjections();
});

const onForget = vi.fn();
const onChange = vi.fn();
const make = () => createErasures({ origin: ORIGIN, held, signal: ended.signal, onForget, onChange });
const here = () => browserData(ORIGIN, held);
const databases = async () => (await indexedDB.databases()).map(({ name }) => name);

const EVERYTHING = { server: true, all: false };

describe("deleting", () => {
  test("takes effect here at once, before the server is asked", async () => {
    const pair = await visitorWithEverything();
    held.pair = Promise.resolve(pair);
    localStorage.setItem("tresen.visit", "0123456789abcdef 2026-11-26");
    localStorage.setItem("tresen.reports", "[{}]");
    const asked = serve(undefined);
    const heard = vi.fn();
    onForgetting(heard, ended.signal);
    expect(await make().begin(EVERYTHING)).toBe(true);
    const left = await here();
    expect([left.pair, left.unsent, left.drafts]).toEqual([undefined, [], []]);
    expect([left.history, left.contacts]).toEqual([[], []]);
    expect(localStorage.getItem("tresen.contacts")).toBeNull();
    expect(localStorage.getItem("tresen.contact")).toBeNull();
    expect(localStorage.getItem("tresen.visit")).toBeNull();
    expect(localStorage.getItem("tresen.reports")).toBeNull();
    expect(onForget).toHaveBeenCalled();
    expect(asked).toEqual([]);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith("forgotten"));
  });

  test("leaves what the visitor objected to, and what is an agent's", async () => {
    await visitorWithEverything();
    await make().begin(EVERYTHING);
    expect(objections()).toEqual({ errors: true });
    expect((await browserData("agent", {})).unsent).toEqual(["another's"]);
  });

  test("asks the server with the old key, again and again with one id, until there is a receipt", async () => {
    const pair = await visitorWithEverything();
    const asked = serve(
      [200, {}],
      [429, { code: "busy" }],
      [200, { receipt: null }],
      [200, { receipt: RECEIPT }],
    );
    const erasures = make();
    await erasures.begin(EVERYTHING);
    await erasures.run();
    expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(["/api/privacy/erasures"]));
    expect(new Set(asked.map(({ key }) => key))).toEqual(new Set([await nameOf(pair)]));
    expect(asked).toHaveLength(4);
    expect(new Set(asked.map(({ body }) => body.erasure_id)).size).toBe(1);
    expect(await erasures.takeReceipts()).toEqual([RECEIPT]);
    expect(erasures.open).toEqual([]);
  });

  test("lets the visitor begin anew with another key", async () => {
    const pair = await visitorWithEverything();
    await make().begin(EVERYTHING);
    expect(held.pair).toBeUndefined();
    expect(await nameOf(await visitorKey())).not.toBe(await nameOf(pair));
  });

  test("of somebody who has no key asks nobody", async () => {
    const asked = serve([200, { receipt: RECEIPT }]);
    const erasures = make();
    expect(await erasures.begin(EVERYTHING)).toBe(false);
    await erasures.run();
    expect(asked).toEqual([]);
    expect(await databases()).toEqual([]);
  });

  test("works where the browser keeps nothing", async () => {
    vi.stubGlobal("indexedDB", undefined);
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    held.pair = Promise.resolve(pair as CryptoKeyPair);
    const asked = serve([200, { receipt: RECEIPT }]);
    const erasures = make();
    await erasures.begin(EVERYTHING);
    await erasures.run();
    expect(asked.map(({ key }) => key)).toEqual([await nameOf(pair as CryptoKeyPair)]);
    expect(await erasures.takeReceipts()).toEqual([RECEIPT]);
  });
});

describe("without a connection", () => {
  test("a request that is lost while the browser is online is sent again", async () => {
    await visitorWithEverything();
    const asked = serve(undefined, undefined, [200, { receipt: RECEIPT }]);
    const erasures = make();
    await erasures.begin(EVERYTHING);
    await erasures.run();
    expect(await erasures.takeReceipts()).toEqual([RECEIPT]);
    expect(new Set(asked.map(({ body }) => body.erasure_id)).size).toBe(1);
  });

  test("nobody is asked again until the browser is online", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    await visitorWithEverything();
    const asked = serve(undefined, [200, { receipt: RECEIPT }]);
    const erasures = make();
    await erasures.begin(EVERYTHING);
    await erasures.run();
    expect([erasures.working, erasures.problem, asked.length]).toEqual([false, "away", 1]);
    await erasures.run();
    expect(await erasures.takeReceipts()).toEqual([RECEIPT]);
  });

  test("it is kept over the page's end, with its key, and carried out by the next", async () => {
    const pair = await visitorWithEverything();
    serve(undefined);
    const first = make();
    await first.begin(EVERYTHING);
    await first.run();
    expect([first.working, first.problem, first.open.length]).toEqual([false, "away", 1]);

    held = {};
    const asked = serve([200, { receipt: RECEIPT }]);
    const next = make();
    await next.run();
    expect(asked.map(({ key }) => key)).toEqual([await nameOf(pair)]);
    expect(asked[0]?.body.erasure_id).toBe(first.open[0]?.erasure_id);
    expect(await next.takeReceipts()).toEqual([RECEIPT]);
  });

  test("the receipt is kept until it was shown, without the key", async () => {
    await visitorWithEverything();
    serve([200, { receipt: RECEIPT }]);
    const first = make();
    await first.begin(EVERYTHING);
    await first.run();
    const { erasures } = await here();
    expect(erasures).toEqual([{ erasure_id: first.open[0]?.erasure_id, receipt: RECEIPT }]);
    const asked = serve(undefined);
    const next = make();
    await next.run();
    expect(await next.takeReceipts()).toEqual([RECEIPT]);
    expect(asked).toEqual([]);
    expect((await here()).erasures).toEqual([]);
  });
});

test.each(["not_allowed", "invalid_request"])(
  "the server refuses with %s: it stays open, and is said",
  async (code) => {
    await visitorWithEverything();
    const asked = serve([403, { code }]);
    const erasures = make();
    await erasures.begin(EVERYTHING);
    await erasures.run();
    expect(asked).toHaveLength(1);
    expect([erasures.problem, erasures.open.length]).toEqual(["refused", 1]);
  },
);

test("what is gone already is done, without a receipt", async () => {
  await visitorWithEverything();
  serve([410, { code: "erased" }]);
  const erasures = make();
  await erasures.begin(EVERYTHING);
  await erasures.run();
  expect(erasures.open.map(({ receipt }) => receipt)).toEqual([""]);
  expect(await erasures.takeReceipts()).toEqual([]);
  expect(erasures.open).toEqual([]);
});

describe("forgetting the browser", () => {
  const own = () => ({ server: true, all: true });

  test("leaves nothing in its stores", async () => {
    await visitorKey();
    localStorage.setItem("tresen.objections", '{"errors":true}');
    const asked = serve(undefined);
    await make().begin({ server: false, all: true });
    expect(await databases()).toEqual([]);
    expect(localStorage).toHaveLength(0);
    expect(asked).toEqual([]);
  });

  test("with the server leaves nothing once the receipt was shown", async () => {
    await visitorKey();
    serve([200, { receipt: RECEIPT }]);
    const erasures = make();
    await erasures.begin(own());
    expect(await databases()).toEqual(["tresen"]);
    await erasures.run();
    await erasures.takeReceipts();
    expect(await databases()).toEqual([]);
    expect(localStorage).toHaveLength(0);
  });
});

test("a database in which there is something stays", async () => {
  await visitorKey();
  await removeDatabase();
  expect(await databases()).toEqual(["tresen"]);
});
