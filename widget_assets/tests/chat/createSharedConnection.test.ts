import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Ask, type Link, type LinkOptions, Refused } from "../../src/chat/createConnection.js";
import { createSharedConnection, type SharedConnection } from "../../src/chat/createSharedConnection.js";
import type { Event, RefusalCode } from "../../src/protocol/frames.js";
import { FakeChannel, installTabs, show, uninstallTabs } from "./fakeTabs.js";
import { CONVERSATION, message, note, opened } from "./samples.js";

type Asked = {
  readonly ask: Ask & { command_id?: string };
  answer(event: Event): void;
  refuse(code: RefusalCode): void;
};

vi.mock("../../src/chat/createConnection.js", async (original) => ({
  ...(await original<object>()),
  createConnection: (options: LinkOptions) => new FakeConnection(options),
}));

/** The connection of a tab that leads. It asks at once all that is pending, and once. */
class FakeConnection implements Link {
  static all: FakeConnection[] = [];

  readonly asked: Asked[] = [];
  readonly told: Ask[] = [];
  closed = false;

  constructor(readonly options: LinkOptions) {
    FakeConnection.all.push(this);
    queueMicrotask(this.next);
  }

  static get newest(): FakeConnection {
    const newest = FakeConnection.all.at(-1);
    if (!newest) throw new Error("no tab leads");
    return newest;
  }

  next = () => {
    const { pending, settle, onEvent } = this.options;
    for (const { ask } of pending.values()) {
      const id = ask.command_id;
      if (this.closed || this.asked.some((asked) => asked.ask === ask)) continue;
      const answer = (event: Event) => {
        if (this.closed) return;
        onEvent(event);
        settle({ id, event });
      };
      const refuse = (code: RefusalCode) => {
        onEvent({ type: "command_refused", command_id: id, code });
        settle({ id, code });
      };
      this.asked.push({ ask, answer, refuse });
    }
  };

  tell(ask: Ask): boolean {
    this.told.push(ask);
    return true;
  }

  close() {
    this.closed = true;
  }

  /** What was asked last, and its answer. */
  get last(): Asked {
    const last = this.asked.at(-1);
    if (!last) throw new Error("nothing was asked");
    return last;
  }

  answerLast(...entries: Parameters<typeof opened>[1]) {
    this.last.answer(opened(this.last.ask.command_id ?? "", entries));
    return settle();
  }
}

type Tab = {
  readonly shared: SharedConnection<string>;
  readonly channel: FakeChannel | undefined;
  readonly events: Event[];
  readonly notes: string[];
  readonly connected: boolean[];
  readonly led: () => void;
};

let tabs: Tab[];

beforeEach(() => {
  vi.useFakeTimers();
  installTabs();
  FakeConnection.all = [];
  tabs = [];
});

afterEach(() => {
  for (const { shared } of tabs) shared.close();
  uninstallTabs();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

async function openTab(cursor = 0, name = "tresen"): Promise<Tab> {
  const [events, notes, connected] = [[] as Event[], [] as string[], [] as boolean[]];
  const led = vi.fn();
  const shared = createSharedConnection<string>({
    name,
    url: "wss://chat.test/ws",
    credential: async () => "proof.p",
    greet: () => [{ type: "open", cursor }],
    onEvent: (event) => events.push(event),
    onConnected: (present) => connected.push(present),
    onLead: led,
    onNote: (said) => notes.push(said),
  });
  const tab = { shared, channel: FakeChannel.all.at(-1), events, notes, connected, led };
  tabs.push(tab);
  await settle();
  return tab;
}

const outcome = (request: Promise<Event>) =>
  request.then(
    ({ type }) => type,
    (error) => (error instanceof Refused ? error.code : String(error)),
  );
const types = ({ events }: Tab) => events.map(({ type }) => type);

/** Two tabs: the first leads and is connected, the second has been greeted. */
async function twoTabs() {
  const leader = await openTab(5);
  FakeConnection.newest.options.onConnected(true);
  const follower = await openTab(0);
  await FakeConnection.newest.answerLast(note(1, "started"));
  follower.events.length = leader.events.length = 0;
  return { leader, follower, connection: FakeConnection.newest };
}

describe("of several tabs", () => {
  test("one has a connection, the first; the others ask it to be greeted", async () => {
    const leader = await openTab(5);
    const follower = await openTab(3);
    await openTab(1);
    expect(FakeConnection.all).toHaveLength(1);
    expect([leader.shared.leads, follower.shared.leads]).toEqual([true, false]);
    expect(FakeConnection.newest.asked.map(({ ask }) => ask)).toMatchObject([
      { type: "open", cursor: 3 },
      { type: "open", cursor: 1 },
    ]);
    expect(leader.led).toHaveBeenCalledOnce();
  });

  test("the one stays the one", async () => {
    show("visible");
    await openTab();
    await openTab();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeConnection.all).toHaveLength(1);
  });

  test("those of another chat on the site are none", async () => {
    await openTab();
    await openTab(0, "tresen of another chat");
    expect(FakeConnection.all).toHaveLength(2);
  });

  test("each knows whether there is a connection", async () => {
    const { follower, connection } = await twoTabs();
    expect(follower.connected).toEqual([true]);
    connection.options.onConnected(false);
    await settle();
    expect(follower.connected).toEqual([true, false]);
    expect((await openTab()).connected).toEqual([]);
  });

  test("each hears what another says to all, and nobody oneself", async () => {
    const { leader, follower } = await twoTabs();
    follower.shared.post("from the follower");
    leader.shared.post("from the leader");
    await settle();
    expect([leader.notes, follower.notes]).toEqual([["from the follower"], ["from the leader"]]);
  });
});

describe("what a follower asks", () => {
  test("is answered to it alone, and the leader learns the entries that it may not have", async () => {
    const { leader, follower, connection } = await twoTabs();
    const third = await openTab();
    await connection.answerLast();
    third.events.length = 0;
    const asked = outcome(follower.shared.request({ type: "close" }));
    await settle();
    await connection.answerLast(message(2), note(3, "closed"));
    expect(await asked).toBe("opened");
    expect(types(follower)).toEqual(["opened"]);
    expect(leader.events).toEqual([
      { type: "entries_added", conversation_id: CONVERSATION, entries: [] },
      { type: "entries_added", conversation_id: CONVERSATION, entries: [message(2), note(3, "closed")] },
    ]);
    expect(third.events).toEqual([]);
  });

  test("is refused to it alone", async () => {
    const { leader, follower, connection } = await twoTabs();
    const asked = outcome(follower.shared.request({ type: "close" }));
    await settle();
    connection.last.refuse("not_allowed");
    expect(await asked).toBe("not_allowed");
    expect(leader.events).toEqual([]);
  });

  test("is asked once, however often the leader hears of it", async () => {
    const { follower, connection } = await twoTabs();
    const before = connection.asked.length;
    void outcome(follower.shared.request({ type: "close", command_id: "c" }));
    follower.channel?.postMessage({ ask: { type: "close", command_id: "c" } });
    await settle();
    expect(connection.asked).toHaveLength(before + 1);
  });

  test("and has no answer is told through the leader, if there is a connection", async () => {
    const { follower, connection } = await twoTabs();
    expect(follower.shared.tell({ type: "announce_typing" })).toBe(true);
    await settle();
    expect(connection.told).toEqual([{ type: "announce_typing" }]);
    connection.options.onConnected(false);
    await settle();
    expect(follower.shared.tell({ type: "announce_typing" })).toBe(false);
  });

  test("to send, when it had lost the lead meanwhile, lets the leader ask what it did not see", async () => {
    const { follower, connection } = await twoTabs();
    const send = { type: "send_messages", cursor: 1, messages: [] } as const;
    void outcome(follower.shared.request({ ...send, command_id: "c" }));
    await settle();
    connection.last.answer({
      type: "messages_acknowledged",
      command_id: "c",
      acknowledged: [],
      missed: [],
      complete: true,
    });
    await settle();
    expect(connection.last.ask).toMatchObject({ type: "open", cursor: 5 });
  });
});

test("what the leader asks for itself is answered to it alone", async () => {
  const { leader, follower, connection } = await twoTabs();
  const asked = outcome(leader.shared.request({ type: "close" }));
  await connection.answerLast(note(2, "closed"));
  expect(await asked).toBe("opened");
  expect(types(leader)).toEqual(["opened"]);
  expect(follower.events).toEqual([]);
});

describe("when the leader ends", () => {
  test("the next leads at once, and asks what was not answered", async () => {
    const { leader, follower } = await twoTabs();
    const third = await openTab(9);
    const asked = outcome(follower.shared.request({ type: "close" }));
    const another = outcome(third.shared.request({ type: "read_history", before: 3 }));
    await settle();
    leader.shared.close();
    await settle();
    expect(FakeConnection.all).toHaveLength(2);
    expect(follower.shared.leads).toBe(true);
    expect(follower.led).toHaveBeenCalledOnce();
    const { asked: askedAgain } = FakeConnection.newest;
    expect(askedAgain.map(({ ask }) => ask.type).sort()).toEqual(["close", "open", "open", "read_history"]);
    for (const { ask, answer } of askedAgain) answer(opened(ask.command_id ?? "", []));
    expect(await Promise.all([asked, another])).toEqual(["opened", "opened"]);
  });

  test("its own that waits ends too, which is no refusal", async () => {
    const { leader, connection } = await twoTabs();
    const asked = outcome(leader.shared.request({ type: "close" }));
    leader.shared.close();
    expect(await asked).toBe("Error: closed");
    expect(connection.closed).toBe(true);
  });
});

describe("a leader that is silent", () => {
  test("is robbed by a tab that is seen and wants something; it follows when it goes on", async () => {
    show("visible");
    const { leader, follower, connection } = await twoTabs();
    const own = outcome(leader.shared.request({ type: "reopen" }));
    leader.channel?.freeze();
    const asked = outcome(follower.shared.request({ type: "close" }));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(follower.shared.leads).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    expect([leader.shared.leads, follower.shared.leads]).toEqual([false, true]);
    expect(connection.closed).toBe(true);
    leader.channel?.thaw();
    await settle();
    const { asked: again } = FakeConnection.newest;
    expect(again.map(({ ask }) => ask.type)).toEqual(["close", "reopen", "open"]);
    for (const { ask, answer } of again) answer(opened(ask.command_id ?? "", []));
    expect(await Promise.all([asked, own])).toEqual(["opened", "opened"]);
    follower.shared.close();
    await settle();
    expect(leader.shared.leads).toBe(true);
  });

  test("and was robbed asks again what has no answer yet when it leads again", async () => {
    show("visible");
    const { leader, follower } = await twoTabs();
    const own = outcome(leader.shared.request({ type: "reopen" }));
    leader.channel?.freeze();
    void outcome(follower.shared.request({ type: "close" }));
    await vi.advanceTimersByTimeAsync(5_000);
    await settle();
    leader.channel?.thaw();
    await settle();
    follower.shared.close();
    await settle();
    const again = FakeConnection.newest.asked.find(({ ask }) => ask.type === "reopen");
    again?.answer(opened(again.ask.command_id ?? "", []));
    expect(await own).toBe("opened");
  });

  test("and was robbed leaves to the thief what others had asked of it", async () => {
    show("visible");
    const { leader, follower } = await twoTabs();
    void outcome(follower.shared.request({ type: "close" }));
    await settle();
    expect(FakeConnection.newest.last.ask.type).toBe("close");
    leader.channel?.freeze();
    void outcome(follower.shared.request({ type: "read_history", before: 3 }));
    await vi.advanceTimersByTimeAsync(5_000);
    await settle();
    leader.channel?.thaw();
    await settle();
    expect(FakeConnection.newest.asked.map(({ ask }) => ask.type)).toContain("close");
    follower.shared.close();
    await settle();
    expect(leader.shared.leads).toBe(true);
    expect(FakeConnection.newest.asked.map(({ ask }) => ask.type)).not.toContain("close");
  });

  test("goes on if the thief ends at that moment", async () => {
    show("visible");
    const { leader, follower } = await twoTabs();
    leader.channel?.freeze();
    void outcome(follower.shared.request({ type: "close" }));
    vi.advanceTimersByTime(5_000);
    follower.shared.close();
    await settle();
    expect(follower.led).not.toHaveBeenCalled();
    expect(leader.led).toHaveBeenCalledTimes(2);
    expect(leader.shared.leads).toBe(true);
  });

  test("is robbed even if it is a thief, and has its turn again after the others", async () => {
    show("visible");
    const tabs = await twoTabs();
    const rob = async (robbed: Tab, thief: Tab) => {
      robbed.channel?.freeze();
      void outcome(thief.shared.request({ type: "close" }));
      await vi.advanceTimersByTimeAsync(5_000);
      await settle();
      robbed.channel?.thaw();
      await settle();
      expect([robbed.shared.leads, thief.shared.leads]).toEqual([false, true]);
    };
    await rob(tabs.leader, tabs.follower);
    await rob(tabs.follower, tabs.leader);
    const third = await openTab();
    tabs.leader.shared.close();
    await settle();
    expect([tabs.follower.shared.leads, third.shared.leads]).toEqual([true, false]);
    tabs.follower.shared.close();
    await settle();
    expect(third.shared.leads).toBe(true);
    expect(FakeConnection.all.map(({ closed }) => closed)).toEqual([true, true, true, true, false]);
  });

  test("is noticed by a tab that is seen even if that one wants nothing", async () => {
    show("visible");
    const { leader, follower } = await twoTabs();
    leader.channel?.freeze();
    await vi.advanceTimersByTimeAsync(25_000);
    await settle();
    expect(follower.shared.leads).toBe(true);
  });

  test("is left alone by tabs that nobody sees, until one is", async () => {
    show("hidden");
    const { leader, follower } = await twoTabs();
    leader.channel?.freeze();
    void outcome(follower.shared.request({ type: "close" }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeConnection.all).toHaveLength(1);
    show("visible");
    await vi.advanceTimersByTimeAsync(5_000);
    await settle();
    expect(follower.shared.leads).toBe(true);
  });

  test("is not one that only waits for an answer itself", async () => {
    show("visible");
    const { leader, follower } = await twoTabs();
    void outcome(follower.shared.request({ type: "close" }));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(leader.shared.leads).toBe(true);
  });
});

test.each([
  null,
  7,
  "text",
  {},
  { ask: 7 },
  { ask: { type: "open" } },
  { tell: null },
  { id: 7 },
  { id: "c" },
  { id: "c", event: 7 },
  { id: "c", code: "of_tomorrow" },
  { leader: 7 },
])("%j from another script of the site does no harm", async (data) => {
  const { leader, follower, connection } = await twoTabs();
  const script = new FakeChannel("tresen");
  script.postMessage(data);
  await settle();
  script.close();
  const asked = outcome(follower.shared.request({ type: "close", command_id: "mine" }));
  await settle();
  const own = connection.asked.find(({ ask }) => ask.command_id === "mine");
  own?.answer(opened("mine", []));
  expect(await asked).toBe("opened");
  expect(leader.shared.leads).toBe(true);
});

describe.each([
  ["locks", () => Object.defineProperty(navigator, "locks", { value: undefined, configurable: true })],
  ["channels", () => vi.stubGlobal("BroadcastChannel", undefined)],
  [
    "locks for this page",
    () =>
      Object.defineProperty(navigator, "locks", {
        value: { request: () => Promise.reject(new DOMException("no", "SecurityError")) },
        configurable: true,
      }),
  ],
])("where there are no %s", (_, remove) => {
  test("each tab is for itself", async () => {
    remove();
    const [one, other] = [await openTab(), await openTab()];
    expect([one.shared.leads, other.shared.leads]).toEqual([true, true]);
    expect(FakeConnection.all).toHaveLength(2);
    expect([one.led, other.led].map((led) => vi.mocked(led).mock.calls.length)).toEqual([1, 1]);
    const asked = outcome(one.shared.request({ type: "close" }));
    FakeConnection.all[0]?.last.answer(opened("c", []));
    expect(await asked).toBe("opened");
  });

  test("a tab that is closed at once makes no connection", async () => {
    remove();
    const opening = openTab();
    tabs[0]?.shared.close();
    await opening;
    expect(FakeConnection.all).toEqual([]);
  });
});

test("a tab that is closed while it waits never leads", async () => {
  const { leader, follower } = await twoTabs();
  follower.shared.close();
  leader.shared.close();
  await settle();
  expect(FakeConnection.all).toHaveLength(1);
});
