import { IDBDatabase as Database, IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { onForgetting } from "../../src/chat/forgetting.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import type { VisitorTalk } from "../../src/widget/createVisitorTalk.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { FakeChannel, type FakeLocks, installTabs, uninstallTabs } from "../chat/fakeTabs.js";
import { CONVERSATION, message, note, opened } from "../chat/samples.js";
import { createTab } from "./visitorTab.js";

/** What a page can register that outlives the code: each with what takes it away again. */
type Kept = { target: string; type: string; listener: unknown };

let ended: AbortController;
let visitor: VisitorTalk;
let listeners: Kept[];
let databases: number;

/** Notes the listeners that are on window and document, by whatever way they come and go. */
function watchListeners() {
  listeners = [];
  for (const [target, name] of [
    [window, "window"],
    [document, "document"],
  ] as const) {
    const remove = (type: string, listener: unknown) => {
      const is = (each: Kept) => each.target === name && each.type === type && each.listener === listener;
      listeners = listeners.filter((each) => !is(each));
    };
    const add = target.addEventListener.bind(target);
    const take = target.removeEventListener.bind(target);
    vi.spyOn(target, "addEventListener").mockImplementation(
      (type: string, listener: unknown, options?: unknown) => {
        const { signal } = (options ?? {}) as { signal?: AbortSignal };
        if (signal?.aborted) return;
        listeners.push({ target: name, type, listener });
        signal?.addEventListener("abort", () => remove(type, listener));
        add(type, listener as EventListener, options as AddEventListenerOptions);
      },
    );
    vi.spyOn(target, "removeEventListener").mockImplementation((type: string, listener: unknown) => {
      remove(type, listener);
      take(type, listener as EventListener);
    });
  }
}

/** Counts the connections to the database that are open. */
function watchDatabases() {
  databases = 0;
  const open = IDBFactory.prototype.open;
  vi.spyOn(IDBFactory.prototype, "open").mockImplementation(function (this: IDBFactory, ...args) {
    const request = open.apply(this, args);
    request.addEventListener("success", () => databases++);
    return request;
  });
  const close = Database.prototype.close;
  vi.spyOn(Database.prototype, "close").mockImplementation(function (this: IDBDatabase) {
    databases--;
    close.call(this);
  });
}

/** The browser's own, which no test stops. */
const later = setTimeout;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  localStorage.clear();
  FakeSocket.install();
  installTabs();
  watchListeners();
  watchDatabases();
  ended = new AbortController();
  visitor = createTab(ended.signal);
});

afterEach(() => {
  ended.abort();
  uninstallTabs();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** All that is still there, of whatever kind. */
const left = () => ({
  listeners: listeners.map(({ target, type }) => `${target} ${type}`),
  timers: vi.getTimerCount(),
  sockets: FakeSocket.all.filter(({ readyState }) => readyState < 2).length,
  channels: FakeChannel.all.map(({ name }) => name),
  locks: (navigator.locks as unknown as FakeLocks).held,
  databases,
});

const NOTHING = { listeners: [], timers: 0, sockets: 0, channels: [], locks: [], databases: 0 };

async function end() {
  ended.abort();
  await vi.advanceTimersByTimeAsync(0);
  // What the browser's database is asked for is finished, and its connection closed.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => later(resolve));
}

async function connect() {
  await visitorKey();
  await visitor.resume();
  await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1));
}

async function inTalk() {
  await connect();
  FakeSocket.newest.accept();
  await vi.waitFor(() => expect(FakeSocket.newest.last.type).toBe("open"));
  const entries = [note(1, "started"), note(2, "taken", "agent"), message(3)];
  FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, entries));
}

test("before the visitor acts there is a channel alone", async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => later(resolve));
  expect(left()).toEqual({ ...NOTHING, channels: ["tresen forgetting"] });
});

test("in a conversation there is something of each kind, or this test would show nothing", async () => {
  await inTalk();
  const { listeners, timers, sockets, channels, locks } = left();
  expect([listeners.length, timers, sockets, channels.length, locks.length].every(Boolean)).toBe(true);
});

describe("nothing is left", () => {
  const typed = () =>
    FakeSocket.newest.say({
      type: "typing_announced",
      conversation_id: CONVERSATION,
      author: "agent",
      seen: 3,
    });

  test.each<[string, () => Promise<unknown>]>([
    ["before the visitor acts", async () => {}],
    ["while it is looked up who this is", async () => void visitor.resume()],
    ["before the connection is there", connect],
    ["in a conversation", inTalk],
    [
      "while the other side types, and marks are owed",
      async () => {
        await inTalk();
        visitor.look(true);
        typed();
      },
    ],
    [
      "while something is being sent",
      async () => {
        await inTalk();
        visitor.talk.send("hello");
        visitor.talk.announceTyping();
        await vi.waitFor(() => expect(FakeSocket.newest.last.type).toBe("send_messages"));
      },
    ],
    [
      "while a message waits for its turn",
      async () => {
        await inTalk();
        visitor.talk.send("hello");
      },
    ],
    [
      "while the connection is away",
      async () => {
        await inTalk();
        FakeSocket.newest.cut();
      },
    ],
    [
      "while it comes back, as after its two hours",
      async () => {
        vi.spyOn(Math, "random").mockReturnValue(0);
        await inTalk();
        FakeSocket.newest.cut();
        await vi.advanceTimersByTimeAsync(0);
        await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(2));
        FakeSocket.newest.accept();
      },
    ],
    [
      "while what was said is about to be written",
      async () => {
        await inTalk();
        await vi.advanceTimersByTimeAsync(1_000);
      },
    ],
    [
      "after the visitor had everything deleted",
      async () => {
        await inTalk();
        visitor.forget();
        visitor.talk.send("anew");
      },
    ],
    [
      "after the panel was closed, and opened again",
      async () => {
        await inTalk();
        visitor.rest();
        await visitor.resume();
      },
    ],
  ])("%s", async (_, act) => {
    await act();
    await end();
    expect(left()).toEqual(NOTHING);
    await vi.advanceTimersByTimeAsync(3 * 3_600_000);
    expect(left()).toEqual(NOTHING);
  });

  test.each<[string, () => Promise<unknown>, (late: VisitorTalk) => unknown]>([
    ["to begin after a conversation", inTalk, (late) => late.begin()],
    ["to say something after a conversation", inTalk, ({ talk }) => talk.send("late")],
    ["to begin where there was none", async () => {}, (late) => late.begin()],
    ["to say something where there was none", async () => visitor.resume(), ({ talk }) => talk.send("late")],
    ["to come back where there was none", visitorKey, (late) => late.resume()],
  ])("of what is asked for afterwards: %s", async (_, act, ask) => {
    await act();
    await end();
    const sockets = FakeSocket.all.length;
    await ask(visitor);
    onForgetting(() => {}, ended.signal);
    await end();
    expect([left(), FakeSocket.all.length]).toEqual([NOTHING, sockets]);
  });
});
