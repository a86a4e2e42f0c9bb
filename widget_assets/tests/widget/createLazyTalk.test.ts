import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyView } from "../../src/chat/applyEvent.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import {
  type ConversationModule,
  createLazyTalk,
  type LazyTalkOptions,
} from "../../src/widget/createLazyTalk.js";
import type { VisitorTalk } from "../../src/widget/createVisitorTalk.js";
import type { HeldKey } from "../../src/widget/View.js";

const talk = { view: { ...emptyView, earlier: true }, unsent: [], typing: true };
const visitor = {
  talk,
  look: vi.fn(),
  ready: true,
  away: false,
  resume: vi.fn(async () => {}),
  begin: vi.fn(),
  rest: vi.fn(),
};
const createVisitorTalk = vi.fn(() => visitor as unknown as VisitorTalk);

let load: ReturnType<typeof vi.fn<() => Promise<ConversationModule>>>;
let onChange: ReturnType<typeof vi.fn<() => void>>;
let onError: ReturnType<typeof vi.fn<(error: unknown) => void>>;

let held: HeldKey;
let ended: AbortController;

const options = (): LazyTalkOptions => ({
  load,
  origin: "https://chat.test",
  locale: "de",
  held,
  settings: {},
  availability: { file: undefined },
  signal: ended.signal,
  onChange,
  onError,
});

beforeEach(() => {
  held = {};
  ended = new AbortController();
  vi.stubGlobal("indexedDB", new IDBFactory());
  load = vi.fn(async () => ({ createVisitorTalk }));
  onChange = vi.fn();
  onError = vi.fn();
});

afterEach(() => {
  ended.abort();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

const make = () => createLazyTalk(options());

test("at first there is nothing to show, and nothing is loaded", () => {
  const lazy = make();
  expect(lazy.shown).toEqual({ view: emptyView, unsent: [], typing: false });
  expect([lazy.visitor, lazy.ready, lazy.missing]).toEqual([undefined, false, false]);
  expect(load).not.toHaveBeenCalled();
});

describe("opening the panel", () => {
  test("loads and stores nothing for somebody new, and says that there is nothing", async () => {
    const lazy = make();
    await lazy.resume();
    expect(lazy.ready).toBe(true);
    expect(onChange).toHaveBeenCalled();
    expect(load).not.toHaveBeenCalled();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test("loads what a visitor who comes back needs", async () => {
    await visitorKey();
    const lazy = make();
    await lazy.resume();
    expect(createVisitorTalk).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ origin: "https://chat.test", locale: "de", held, onChange }),
    );
    expect(visitor.resume).toHaveBeenCalledOnce();
    expect(lazy.shown).toBe(talk);
    expect(lazy.ready).toBe(true);
  });

  test("loads it too where the browser does not tell which databases it keeps", async () => {
    vi.stubGlobal("indexedDB", {});
    await make().resume();
    expect(load).toHaveBeenCalledOnce();
  });

  test("takes a visitor for new where the browser refuses its databases", async () => {
    vi.stubGlobal("indexedDB", { databases: () => Promise.reject(new DOMException("no", "SecurityError")) });
    const lazy = make();
    await lazy.resume();
    expect(lazy.ready).toBe(true);
    expect(load).not.toHaveBeenCalled();
  });

  test("again takes the conversation up where it was", async () => {
    const lazy = make();
    await lazy.need();
    await lazy.resume();
    expect(visitor.resume).toHaveBeenCalledTimes(2);
    expect(load).toHaveBeenCalledOnce();
  });
});

test("typing loads the code once, then begins", async () => {
  const lazy = make();
  await Promise.all([lazy.begin(), lazy.begin(), lazy.need()]);
  expect(load).toHaveBeenCalledOnce();
  expect(createVisitorTalk).toHaveBeenCalledOnce();
  expect(visitor.begin).toHaveBeenCalled();
  expect(visitor.resume.mock.invocationCallOrder[0]).toBeLessThan(
    visitor.begin.mock.invocationCallOrder[0] ?? 0,
  );
});

test.each([true, false])("whether the visitor looks is known from the start: %s", async (looking) => {
  const lazy = make();
  lazy.look(looking);
  await lazy.need();
  expect(visitor.look).toHaveBeenLastCalledWith(looking);
  lazy.look(!looking);
  expect(visitor.look).toHaveBeenLastCalledWith(!looking);
});

describe("code that can not be loaded", () => {
  beforeEach(() => {
    load.mockRejectedValueOnce(new TypeError("away"));
  });

  test("is told", async () => {
    const lazy = make();
    await lazy.need();
    expect(lazy.missing).toBe(true);
    expect(lazy.shown.view).toBe(emptyView);
    expect(onChange).toHaveBeenCalled();
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(TypeError));
  });

  test("is asked for again by the next message, not by each letter", async () => {
    const lazy = make();
    await lazy.begin();
    await lazy.begin();
    expect(load).toHaveBeenCalledOnce();
    await lazy.need();
    expect(load).toHaveBeenCalledTimes(2);
    expect([lazy.visitor, lazy.missing]).toEqual([visitor, false]);
  });

  test("is asked for again when the network is back", async () => {
    const lazy = make();
    dispatchEvent(new Event("online"));
    expect(load).not.toHaveBeenCalled();
    await lazy.need();
    dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(lazy.missing).toBe(false));
  });
});

describe("when the panel ends", () => {
  test("code that comes later is not begun", async () => {
    const lazy = make();
    const needed = lazy.need();
    ended.abort();
    await needed;
    expect(createVisitorTalk).not.toHaveBeenCalled();
    expect(lazy.visitor).toBeUndefined();
  });

  test("nothing waits for the network any more", async () => {
    load.mockRejectedValueOnce(new TypeError("away"));
    const lazy = make();
    await lazy.need();
    ended.abort();
    dispatchEvent(new Event("online"));
    expect(load).toHaveBeenCalledOnce();
  });
});
