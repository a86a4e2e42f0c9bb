import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { whatHappened } from "../../src/analysis/whatHappened.js";
import { createOutbox } from "../../src/chat/createOutbox.js";
import { forgetKey } from "../../src/chat/forgetKey.js";
import { tellForgetting } from "../../src/chat/forgetting.js";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { noteTalk } from "../../src/chat/usage.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import { removeHere } from "../../src/privacy/removeHere.js";
import type { Event, SendMessages } from "../../src/protocol/frames.js";
import type { VisitorTalk } from "../../src/widget/createVisitorTalk.js";
import type { HeldKey } from "../../src/widget/View.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { FakeChannel, type FakeLocks, installTabs, uninstallTabs } from "../chat/fakeTabs.js";
import { CONVERSATION, message, note, opened } from "../chat/samples.js";
import { createTab, ORIGIN } from "./visitorTab.js";

vi.mock("../../src/chat/usage.js", async (original) => ({
  ...(await original<object>()),
  noteTalk: vi.fn(),
}));

/** What the analysis learns. */
const counted = () =>
  vi.mocked(noteTalk).mock.calls.flatMap(([before, after]) => whatHappened(before, after));

let visitor: VisitorTalk;
let onChange: ReturnType<typeof vi.fn<() => void>>;
/** When the page of a test is left. */
let ended: AbortController;

beforeEach(() => {
  // What a test leaves waiting must not connect in the next one; IndexedDB needs its own timers.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  FakeSocket.install();
  onChange = vi.fn();
  ended = new AbortController();
  visitor = createTab(ended.signal, { onChange });
});

afterEach(() => {
  ended.abort();
  localStorage.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

const socketCount = (count: number) => vi.waitFor(() => expect(FakeSocket.all).toHaveLength(count));
const sentCount = (count: number) => vi.waitFor(() => expect(FakeSocket.newest.sent).toHaveLength(count));
const databases = async () => (await indexedDB.databases()).length;

const claims = ({ protocols }: FakeSocket) => {
  const [, body = ""] = (protocols[1] ?? "").replace("proof.", "").split(".");
  return JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")));
};

async function comeBack() {
  await visitorKey();
  await visitor.resume();
  await socketCount(1);
  FakeSocket.newest.accept();
}

test("a new visitor who only looks makes no key and no connection", async () => {
  await visitor.resume();
  expect(visitor.ready).toBe(true);
  expect(onChange).toHaveBeenCalled();
  expect(FakeSocket.all).toHaveLength(0);
  expect(await databases()).toBe(0);
});

test("a new visitor who types makes both, once, and asks for nothing yet", async () => {
  await visitor.resume();
  visitor.begin();
  visitor.begin();
  await socketCount(1);
  FakeSocket.newest.accept();
  expect(FakeSocket.newest.sent).toEqual([]);
  expect(await databases()).toBe(1);
});

test("a visitor who comes back sees what was said at opening", async () => {
  await comeBack();
  expect(FakeSocket.newest.last).toMatchObject({ type: "open", cursor: 0 });
  expect(visitor.ready).toBe(false);
  FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, [note(1, "started"), message(2)]));
  expect(visitor.ready).toBe(true);
  expect(visitor.talk.view.entries).toHaveLength(2);
});

test("the proof is for this chat's address, in the header that no log shows", async () => {
  visitor.begin();
  await socketCount(1);
  expect(FakeSocket.newest.url).toBe("wss://chat.test/ws");
  expect(claims(FakeSocket.newest)).toMatchObject({ htm: "GET", htu: "https://chat.test/ws" });
});

test("where the server's time can not be had the own clock does", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  visitor.begin();
  await socketCount(1);
  FakeSocket.newest.cut();
  await socketCount(2);
  expect(Math.abs(claims(FakeSocket.newest).iat - Date.now() / 1000)).toBeLessThan(60);
});

// A page has one clock: what is put right here stays so in the tests that follow.
test("a clock that is wrong is put right after a refused handshake", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  const headers = { date: "Thu, 01 Jan 1970 00:16:40 GMT" };
  vi.mocked(fetch).mockResolvedValue(new Response(null, { headers }));
  visitor.begin();
  await socketCount(1);
  FakeSocket.newest.cut();
  await socketCount(2);
  expect(fetch).toHaveBeenCalledExactlyOnceWith("https://chat.test/loader.js", expect.anything());
  expect(claims(FakeSocket.newest).iat).toBeGreaterThanOrEqual(1000);
  expect(claims(FakeSocket.newest).iat).toBeLessThan(1100);
});

test("that the first connection takes some seconds is not mentioned", async () => {
  await visitorKey();
  await visitor.resume();
  await socketCount(1);
  await vi.advanceTimersByTimeAsync(4_500);
  expect(visitor.away).toBe(false);
  FakeSocket.newest.accept();
  await vi.advanceTimersByTimeAsync(4_500);
  expect(visitor.away).toBe(false);
});

test("a short gap is not mentioned, a longer one is until it is over", async () => {
  await comeBack();
  FakeSocket.newest.cut();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(visitor.away).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(visitor.away).toBe(true);
  await socketCount(2);
  FakeSocket.newest.accept();
  expect(visitor.away).toBe(false);
});

test("closing the panel lets an idle connection go, and opening it takes it up again", async () => {
  await comeBack();
  const first = FakeSocket.newest;
  first.say(opened(first.last.command_id, [note(1, "started"), note(2, "closed")], "closed"));
  visitor.rest();
  expect(first.readyState).toBe(2);
  await visitor.resume();
  await socketCount(2);
  FakeSocket.newest.accept();
  expect(FakeSocket.newest.last).toMatchObject({ type: "open", cursor: 2 });
});

test.each(["waiting", "taken"] as const)("closing the panel keeps the connection while %s", async (state) => {
  await comeBack();
  FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, [note(1, "started")], state));
  visitor.rest();
  expect(FakeSocket.newest.readyState).toBe(FakeSocket.OPEN);
});

test("closing the panel keeps the connection while a message is unsent", async () => {
  await comeBack();
  visitor.talk.send("hello");
  visitor.rest();
  expect(FakeSocket.newest.readyState).toBe(FakeSocket.OPEN);
});

test("the first message makes what it needs by itself", async () => {
  await visitor.resume();
  visitor.talk.send("hello");
  await socketCount(1);
  FakeSocket.newest.accept();
  await sentCount(1);
  expect(FakeSocket.newest.last).toMatchObject({ type: "start", locale: "de" });
});

test("what is typed while it is still looked up who this is goes on with what was said", async () => {
  await visitorKey();
  visitor.begin();
  await socketCount(1);
  FakeSocket.newest.accept();
  await visitor.resume();
  await sentCount(1);
  expect(FakeSocket.newest.last).toMatchObject({ type: "open", cursor: 0 });
});

describe("a message that a former page had not got off", () => {
  const unsent = { client_message_id: "a", text: "from before", cursor: 2 };

  beforeEach(async () => {
    await createOutbox("https://chat.test").put(unsent);
    visitor = createTab(ended.signal, { onChange });
  });

  test("is shown as unsent, and goes when it is known what was said meanwhile", async () => {
    await comeBack();
    await vi.waitFor(() => expect(visitor.talk.unsent).toEqual([unsent]));
    expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual(["open"]);
    const entries = [note(1, "started"), note(2, "taken", "agent"), message(3)];
    FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, entries));
    await sentCount(2);
    expect(FakeSocket.newest.last).toMatchObject({
      type: "send_messages",
      cursor: 2,
      messages: [{ client_message_id: "a", text: "from before" }],
    });
  });

  test("opens nothing before the visitor does something", async () => {
    await vi.waitFor(() => expect(visitor.talk.unsent).toEqual([unsent]));
    expect(FakeSocket.all).toHaveLength(0);
  });

  test("does not go on with a closed conversation if it had arrived in it", async () => {
    await comeBack();
    await vi.waitFor(() => expect(visitor.talk.unsent).toHaveLength(1));
    const entries = [note(1, "started"), message(2, "visitor", "a"), note(3, "closed", "agent")];
    FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, entries, "closed"));
    expect(visitor.talk.unsent).toEqual([]);
    await vi.waitFor(async () => expect(await createOutbox("https://chat.test").load()).toEqual([]));
    expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual(["open"]);
  });

  test("is not another chat's", async () => {
    const other = createTab(ended.signal, { origin: "https://other.test" });
    await other.resume();
    expect(other.talk.unsent).toEqual([]);
  });
});

describe("in two tabs", () => {
  let second: VisitorTalk;
  /** Each time that what the second shows has changed. */
  let onSecondChange: ReturnType<typeof vi.fn<() => void>>;

  beforeEach(async () => {
    installTabs();
    onSecondChange = vi.fn();
    second = createTab(ended.signal, { onChange: onSecondChange });
    await comeBack();
    await second.resume();
    await vi.waitFor(() => {
      answerOpens();
      expect([visitor.ready, second.ready]).toEqual([true, true]);
    });
  });

  afterEach(uninstallTabs);

  /** The first tab is killed: its lock goes to the next, its channel is gone. */
  function killFirst() {
    FakeChannel.all.find(({ name }) => name === "tresen https://chat.test")?.close();
    (navigator.locks as unknown as FakeLocks).releaseAll();
  }

  /** Answers each `open` that has no answer yet: nothing was written since the agent came. */
  function answerOpens() {
    for (const { type, command_id } of FakeSocket.newest.sent) {
      if (type === "open")
        FakeSocket.newest.say(opened(command_id, [note(1, "started"), note(2, "taken", "agent")]));
    }
  }

  const texts = ({ talk }: VisitorTalk) =>
    talk.view.entries.flatMap((entry) => (entry.kind === "message" ? [entry.text] : []));
  const waiting = ({ talk }: VisitorTalk) => talk.unsent.map(({ text }) => text);
  const sends = () => FakeSocket.newest.sent.filter(({ type }) => type === "send_messages") as SendMessages[];
  async function pass(ms: number) {
    for (let passed = 0; passed < ms; passed += 1_000) {
      answerOpens();
      await vi.advanceTimersByTimeAsync(1_000);
    }
  }

  const sent = (count: number) =>
    vi.waitFor(() => {
      answerOpens();
      expect(sends()).toHaveLength(count);
    });
  const bothSay = (...expected: string[]) =>
    vi.waitFor(() => expect([texts(visitor), texts(second)]).toEqual([expected, expected]));

  async function acknowledge(seq: number) {
    const { command_id, messages } = sends().at(-1) as SendMessages;
    FakeSocket.newest.say({
      type: "messages_acknowledged",
      command_id,
      acknowledged: messages.map(({ client_message_id }, index) => ({
        client_message_id,
        seq: seq + index,
        at: seq + index,
      })),
      missed: [],
      complete: true,
    });
  }

  test("each message is counted once, by the tab with the socket, whoever wrote it", async () => {
    second.talk.send("from the second");
    await sent(1);
    await acknowledge(3);
    await bothSay("from the second");
    FakeSocket.newest.say({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(4)] });
    await bothSay("from the second", "text 4");
    visitor.talk.send("from the first");
    await sent(2);
    await acknowledge(5);
    await bothSay("from the second", "text 4", "from the first");
    await pass(30_000);
    expect(counted()).toEqual([
      { type: "conversation_started" },
      { type: "messages_sent", count: 1 },
      { type: "messages_received", count: 1 },
      { type: "messages_sent", count: 1 },
    ]);
  });

  test("what one has counted the other does not when it goes on with the socket", async () => {
    FakeSocket.newest.say({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(3)] });
    await bothSay("text 3");
    killFirst();
    await socketCount(2);
    FakeSocket.newest.accept();
    await vi.waitFor(() => expect(FakeSocket.newest.last?.type).toBe("open"));
    FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, [message(4)]));
    await vi.waitFor(() => expect(texts(second)).toEqual(["text 3", "text 4"]));
    expect(counted()).toEqual([
      { type: "messages_received", count: 1 },
      { type: "messages_received", count: 1 },
    ]);
  });

  test("there is one socket", () => {
    expect(FakeSocket.all).toHaveLength(1);
  });

  test("what is written in either waits in both, is sent once, and then stands in both", async () => {
    second.talk.send("from the second");
    await sent(1);
    expect([waiting(visitor), waiting(second)]).toEqual([["from the second"], ["from the second"]]);
    await acknowledge(3);
    await bothSay("from the second");
    expect([waiting(visitor), waiting(second)]).toEqual([[], []]);
    visitor.talk.send("from the first");
    await sent(2);
    await acknowledge(4);
    await bothSay("from the second", "from the first");
    expect(sends().map(({ messages }) => messages.length)).toEqual([1, 1]);
  });

  test.each(["first", "second"])(
    "what the %s writes stands in the second all the time from then on",
    async (writer) => {
      const shown: string[][] = [];
      onSecondChange.mockImplementation(() => void shown.push([...texts(second), ...waiting(second)]));
      (writer === "first" ? visitor : second).talk.send("Hello");
      await sent(1);
      await acknowledge(3);
      await bothSay("Hello");
      await pass(1_000);
      expect(shown.slice(shown.findIndex(({ length }) => length))).toSatisfy((all: string[][]) =>
        all.every(([text, ...more]) => text === "Hello" && !more.length),
      );
    },
  );

  test("what the other side says, marks and types is known in both", async () => {
    const named = { conversation_id: CONVERSATION, author: "agent" } as const;
    FakeSocket.newest.say({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(3)] });
    await bothSay("text 3");
    FakeSocket.newest.say({ type: "entries_marked", ...named, mark: { delivered: 3, seen: 2 } });
    await vi.waitFor(() => expect(second.talk.view.marks.agent).toEqual({ delivered: 3, seen: 2 }));
    FakeSocket.newest.say({ type: "typing_announced", ...named, seen: 3 });
    await vi.waitFor(() => expect([visitor.talk.typing, second.talk.typing]).toEqual([true, true]));
  });

  test("what a follower closes is closed in both", async () => {
    const closed = second.request({ type: "close" });
    await vi.waitFor(() => {
      answerOpens();
      expect(FakeSocket.newest.last.type).toBe("close");
    });
    FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, [note(3, "closed")], "closed"));
    await closed;
    await vi.waitFor(() =>
      expect([visitor, second].map(({ talk }) => talk.view.conversation?.state)).toEqual([
        "closed",
        "closed",
      ]),
    );
  });

  test("what one marks the other does not", async () => {
    FakeSocket.newest.say({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(3)] });
    await bothSay("text 3");
    const marks = () => FakeSocket.newest.sent.filter(({ type }) => type === "mark_entries");
    second.talk.look(true);
    await pass(15_000);
    expect(marks()).toHaveLength(1);
    visitor.talk.look(true);
    await pass(60_000);
    expect(marks()).toHaveLength(1);
  });

  test("who goes on finds what the first left without a word", async () => {
    await createOutbox("https://chat.test").put({ client_message_id: "a", text: "left", cursor: 2 });
    killFirst();
    await socketCount(2);
    FakeSocket.newest.accept();
    await sent(1);
    expect(sends()[0]?.messages).toEqual([{ client_message_id: "a", text: "left" }]);
  });

  test("the other goes on when the first ends, and sends what waits", async () => {
    second.talk.send("mine");
    await vi.waitFor(() => expect(waiting(visitor)).toEqual(["mine"]));
    await sent(1);
    const [first] = sends();
    killFirst();
    await socketCount(2);
    FakeSocket.newest.accept();
    await sentCount(1);
    expect(FakeSocket.newest.last).toMatchObject({ type: "open", cursor: 2 });
    await sent(1);
    expect(sends()[0]?.messages).toEqual(first?.messages);
    expect(sends()[0]?.cursor).toBe(first?.cursor);
    await acknowledge(3);
    await vi.waitFor(() => expect(texts(second)).toEqual(["mine"]));
    expect(waiting(second)).toEqual([]);
  });
});

test("what a page finds when it opens the log is not counted", async () => {
  await comeBack();
  FakeSocket.newest.say(
    opened(FakeSocket.newest.last.command_id, [note(1, "started"), message(2), message(3)]),
  );
  expect(visitor.talk.view.entries).toHaveLength(3);
  expect(counted()).toEqual([]);
});

test("a conversation that begins in one tab is there in the other", async () => {
  installTabs();
  const second = createTab(ended.signal);
  // Neither finds a key yet.
  await Promise.all([visitor.resume(), second.resume()]);
  visitor.begin();
  second.begin();
  await socketCount(1);
  FakeSocket.newest.accept();
  second.talk.send("hello");
  await sentCount(1);
  expect(FakeSocket.newest.last.type).toBe("start");
  FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, [note(1, "started")], "waiting"));
  await vi.waitFor(() => expect(second.talk.view.conversation?.state).toBe("waiting"));
  expect(FakeSocket.all).toHaveLength(1);
  uninstallTabs();
});

describe("when the visitor's data is deleted", () => {
  let held: HeldKey;

  beforeEach(() => {
    installTabs();
    held = {};
    visitor = createTab(ended.signal, { held, onChange });
  });

  afterEach(uninstallTabs);

  async function inTalk() {
    await comeBack();
    FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, [note(1, "started"), message(2)]));
    await vi.waitFor(() => expect(visitor.talk.view.entries).toHaveLength(2));
  }

  const keyOf = ({ protocols }: FakeSocket) => {
    const [header = ""] = (protocols[1] ?? "").replace("proof.", "").split(".");
    return JSON.parse(atob(header.replaceAll("-", "+").replaceAll("_", "/"))).jwk.x;
  };

  test.each([
    ["by a supervisor", (): Event => ({ type: "conversation_erased", conversation_id: CONVERSATION })],
    [
      "and this is what a command is told",
      (): Event => ({
        type: "command_refused",
        command_id: FakeSocket.newest.last.command_id,
        code: "erased",
      }),
    ],
  ])("%s, the page drops it with the key, and begins anew with another one", async (_, event) => {
    await inTalk();
    const first = FakeSocket.newest;
    visitor.talk.send("not arrived");
    await sentCount(2);
    first.say(event());
    expect([visitor.talk.view.entries, visitor.talk.view.conversation, visitor.erased]).toEqual([
      [],
      null,
      true,
    ]);
    expect(first.readyState).toBe(2);
    expect(held.pair).toBeUndefined();
    // What was written and never arrived is the visitor's to decide about.
    expect(visitor.talk.unsent).toMatchObject([
      { text: "not arrived", failed: true, code: "erased", cursor: null },
    ]);
    await vi.waitFor(async () => expect(await keptVisitorKey()).toBeUndefined());
    await vi.waitFor(async () =>
      expect(await createOutbox("https://chat.test").load()).toMatchObject([
        { failed: true, code: "erased" },
      ]),
    );

    const [{ client_message_id = "" } = {}] = visitor.talk.unsent;
    visitor.begin();
    expect(visitor.erased).toBe(false);
    visitor.talk.sendAgain(client_message_id);
    await socketCount(2);
    FakeSocket.newest.accept();
    await sentCount(1);
    expect(FakeSocket.newest.last).toMatchObject({ type: "start" });
    expect(keyOf(FakeSocket.newest)).not.toBe(keyOf(first));
  });

  test("a later key is not lost to an erasure of the one before", async () => {
    await inTalk();
    await forgetKey(ORIGIN, (await held.pair) as CryptoKeyPair);
    await visitorKey();
    FakeSocket.newest.say({ type: "conversation_erased", conversation_id: CONVERSATION });
    await vi.waitFor(() => expect(held.pair).toBeUndefined());
    for (let turn = 0; turn < 5; turn++) expect(await keptVisitorKey()).toBeDefined();
  });

  test("by the visitor, all tabs drop all of it at once", async () => {
    const own: HeldKey = {};
    const second = createTab(ended.signal, { held: own });
    await inTalk();
    await second.resume();
    await vi.waitFor(() => expect(own.pair).toBeDefined());
    visitor.talk.send("not arrived");
    await vi.waitFor(() => expect(second.talk.unsent).toHaveLength(1));
    await removeHere(ORIGIN, {}, undefined, true);
    tellForgetting("forgotten");
    await vi.waitFor(() => expect([held.pair, own.pair]).toEqual([undefined, undefined]));
    for (const { talk, erased } of [visitor, second]) {
      expect([talk.view.entries, talk.unsent, erased]).toEqual([[], [], false]);
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all.filter(({ readyState }) => readyState === FakeSocket.OPEN)).toEqual([]);
    expect(await createOutbox("https://chat.test").load()).toEqual([]);
  });

  test("an answer that comes late for what was deleted brings nothing back", async () => {
    await inTalk();
    const first = FakeSocket.newest;
    visitor.forget();
    first.say({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(3)] });
    first.say(opened("", [note(1, "started"), message(2)]));
    expect(visitor.talk.view.entries).toEqual([]);
    expect(visitor.ready).toBe(true);
  });

  test("a follower whose question is refused for that reason learns it, too", async () => {
    const own: HeldKey = {};
    const second = createTab(ended.signal, { held: own });
    await inTalk();
    await second.resume();
    await vi.waitFor(() => expect(FakeSocket.newest.sent.length).toBeGreaterThan(1));
    const { command_id } = FakeSocket.newest.last;
    FakeSocket.newest.say({ type: "command_refused", command_id, code: "erased" });
    await vi.waitFor(() => expect([visitor.erased, second.erased]).toEqual([true, true]));
    expect(own.pair).toBeUndefined();
  });
});
