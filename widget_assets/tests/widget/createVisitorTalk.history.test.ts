import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { whatHappened } from "../../src/analysis/whatHappened.js";
import { contacts } from "../../src/chat/contacts.js";
import { createOutbox } from "../../src/chat/createOutbox.js";
import { HISTORY, settled } from "../../src/chat/database.js";
import { tellForgetting } from "../../src/chat/forgetting.js";
import { inStore } from "../../src/chat/inStore.js";
import type { KeptHistory } from "../../src/chat/keptHistory.js";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { noteTalk } from "../../src/chat/usage.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import { removeHere } from "../../src/privacy/removeHere.js";
import type { VisitorTalk } from "../../src/widget/createVisitorTalk.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { installTabs, uninstallTabs } from "../chat/fakeTabs.js";
import { CONVERSATION, message, note, opened } from "../chat/samples.js";
import { createTab, ORIGIN } from "./visitorTab.js";

vi.mock("../../src/chat/usage.js", async (original) => ({
  ...(await original<object>()),
  noteTalk: vi.fn(),
}));

/** What the analysis learns. */
const counted = () =>
  vi.mocked(noteTalk).mock.calls.flatMap(([before, after]) => whatHappened(before, after));

const AT = Date.now();
const ENTRIES = [note(1, "started"), note(2, "taken", "agent"), message(3)].map((entry) => ({
  ...entry,
  at: AT + entry.seq,
}));

/** When a page is left. */
let ended: AbortController;
let visitor: VisitorTalk;

/** The browser's own, which no test stops. */
const later = setTimeout;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  localStorage.clear();
  FakeSocket.install();
  installTabs();
  ended = new AbortController();
  visitor = createTab(ended.signal);
  await visitorKey();
});

afterEach(() => {
  ended.abort();
  uninstallTabs();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

const rows = (): Promise<KeptHistory[]> =>
  inStore(HISTORY, false, (store) => settled<KeptHistory[]>(store.getAll())).catch(() => []);
const kept = async () => (await rows()).flatMap(({ event }) => event.entries.map(({ seq }) => seq));
const seqs = ({ talk }: VisitorTalk = visitor) => talk.view.entries.map(({ seq }) => seq);

/** The time after which it is written, and that which it takes. */
async function pass() {
  await vi.advanceTimersByTimeAsync(1_000);
  // What it takes besides the store is the key's name.
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => later(resolve, 2));
    await rows();
  }
}

async function connect() {
  const before = FakeSocket.all.length;
  await visitor.resume();
  await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(before + 1));
}

const greeted = () =>
  vi.waitFor(() => {
    const { last } = FakeSocket.newest;
    expect(last.type).toBe("open");
    return last;
  });

async function inTalk() {
  await connect();
  FakeSocket.newest.accept();
  const { command_id } = await greeted();
  FakeSocket.newest.say(opened(command_id, ENTRIES));
  await pass();
}

/** The page is left, and the next one is there. */
function nextPage() {
  ended.abort();
  ended = new AbortController();
  visitor = createTab(ended.signal);
}

async function comeBack() {
  await inTalk();
  nextPage();
  await connect();
}

test("what was said is kept from the moment the server has told it, and when the visitor was there", async () => {
  await inTalk();
  expect(await kept()).toEqual([1, 2, 3]);
  expect(contacts()).toEqual([{ kind: "conversation", first: 1, last: AT + 3 }]);
});

test("who only looks leaves nothing behind", async () => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  await visitor.resume();
  await pass();
  expect([await indexedDB.databases(), localStorage.length]).toEqual([[], 0]);
});

test("at the next visit it is there before there is a connection", async () => {
  await comeBack();
  expect([seqs(), visitor.ready, visitor.talk.view.conversation?.state]).toEqual([[1, 2, 3], true, "taken"]);
  expect(FakeSocket.newest.readyState).toBe(0);
});

test("and is completed by the server, from where it ends", async () => {
  await comeBack();
  FakeSocket.newest.accept();
  const { command_id, ...asked } = await greeted();
  expect(asked).toEqual({ type: "open", cursor: 3 });
  FakeSocket.newest.say(opened(command_id, [{ ...message(4), at: AT + 4 }]));
  expect(seqs()).toEqual([1, 2, 3, 4]);
  await pass();
  expect(await kept()).toEqual([1, 2, 3, 4]);
});

test("what came while the visitor was away is not counted by the page that finds it", async () => {
  await comeBack();
  FakeSocket.newest.accept();
  FakeSocket.newest.say(opened((await greeted()).command_id, [message(4)]));
  expect(counted()).toEqual([]);
  FakeSocket.newest.say({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(5)] });
  expect(counted()).toEqual([{ type: "messages_received", count: 1 }]);
});

test("nothing is sent before the server has said what was said meanwhile", async () => {
  await inTalk();
  await createOutbox(ORIGIN).put({ client_message_id: "a", text: "from before", cursor: 3 });
  nextPage();
  await connect();
  await vi.waitFor(() => expect(visitor.talk.unsent).toHaveLength(1));
  FakeSocket.newest.accept();
  const { command_id } = await greeted();
  expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual(["open"]);
  FakeSocket.newest.say(
    opened(command_id, [message(4, "visitor", "a"), note(5, "closed", "agent")], "closed"),
  );
  await pass();
  expect(visitor.talk.unsent).toEqual([]);
  expect(FakeSocket.newest.sent.filter(({ type }) => type !== "open")).toEqual([]);
});

describe("the server decides", () => {
  test("another log takes the place of what was kept", async () => {
    await comeBack();
    FakeSocket.newest.accept();
    const other = opened((await greeted()).command_id, [note(1, "started")], "waiting");
    FakeSocket.newest.say({
      ...other,
      conversation: { ...other.conversation, started_at: 9 } as NonNullable<typeof other.conversation>,
    });
    expect(seqs()).toEqual([1]);
    await pass();
    expect(await kept()).toEqual([1]);
  });

  test("where there is none any more nothing is kept", async () => {
    await comeBack();
    FakeSocket.newest.accept();
    FakeSocket.newest.say({ ...opened((await greeted()).command_id, []), conversation: null });
    expect(seqs()).toEqual([]);
    await pass();
    expect(await rows()).toEqual([]);
  });

  test("what was erased meanwhile is gone, here and in all that is kept", async () => {
    await comeBack();
    FakeSocket.newest.accept();
    const { command_id } = await greeted();
    FakeSocket.newest.say({ type: "command_refused", command_id, code: "erased" });
    expect([seqs(), visitor.erased]).toEqual([[], true]);
    await vi.waitFor(async () => expect(await rows()).toEqual([]));
    await pass();
    expect([await rows(), contacts()]).toEqual([[], []]);
    nextPage();
    await visitor.resume();
    expect(seqs()).toEqual([]);
  });
});

test("an answer that is quicker than the browser's own store is not overwritten", async () => {
  await inTalk();
  nextPage();
  const resuming = visitor.resume();
  const other = opened("", [note(1, "started")], "waiting");
  visitor.talk.receive({
    ...other,
    conversation: { ...other.conversation, started_at: 9 } as NonNullable<typeof other.conversation>,
  });
  await resuming;
  expect(seqs()).toEqual([1]);
});

test("what was about to be written is not written for the visitor who comes after", async () => {
  await inTalk();
  FakeSocket.newest.say({
    type: "entries_added",
    conversation_id: CONVERSATION,
    entries: [{ ...message(4), at: AT + 4 }],
  });
  await removeHere(ORIGIN, {}, undefined, true);
  visitor.forget();
  // Another key is made at once.
  visitor.begin();
  await vi.waitFor(async () => expect(await keptVisitorKey()).toBeDefined());
  await pass();
  expect([await rows(), contacts()]).toEqual([[], []]);
});

test("a visitor who has everything deleted is not shown anything, nor is anything kept", async () => {
  const other = new AbortController();
  const second = createTab(other.signal);
  await inTalk();
  await second.resume();
  expect(seqs(second)).toEqual([1, 2, 3]);
  FakeSocket.newest.say({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(4)] });
  await removeHere(ORIGIN, {}, undefined, true);
  tellForgetting("forgotten");
  await vi.waitFor(() => expect([seqs(), seqs(second)]).toEqual([[], []]));
  await pass();
  expect([await rows(), contacts()]).toEqual([[], []]);
  nextPage();
  await visitor.resume();
  expect(seqs()).toEqual([]);
  other.abort();
});

test("a tab that has not heard of it yet keeps nothing either", async () => {
  await inTalk();
  FakeSocket.newest.say({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(4)] });
  await removeHere(ORIGIN, {}, undefined, true);
  await pass();
  expect([await rows(), contacts()]).toEqual([[], []]);
});

test("the tab with the socket keeps it, and no other", async () => {
  await inTalk();
  const other = new AbortController();
  const second = createTab(other.signal);
  await second.resume();
  const open = vi.spyOn(indexedDB, "open");
  second.talk.receive({ type: "entries_added", conversation_id: CONVERSATION, entries: [message(4)] });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(open).not.toHaveBeenCalled();
  other.abort();
});

test("what was kept for too long is not shown", async () => {
  await inTalk();
  vi.spyOn(Date, "now").mockReturnValue(AT + 31 * 86_400_000);
  nextPage();
  await visitor.resume();
  expect([seqs(), await rows()]).toEqual([[], []]);
});

test("in a private window the conversation goes on, and nothing is kept", async () => {
  vi.stubGlobal("indexedDB", {
    open() {
      throw new DOMException("no", "SecurityError");
    },
  });
  await visitor.resume();
  visitor.talk.send("hello");
  await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1));
  FakeSocket.newest.accept();
  await vi.waitFor(() => expect(FakeSocket.newest.last.type).toBe("start"));
  FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, [note(1, "started")], "waiting"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(seqs()).toEqual([1]);
  expect(contacts()).toEqual([]);
});

test("who has everything deleted while it is looked up who this is does not come back", async () => {
  await inTalk();
  nextPage();
  const resuming = visitor.resume();
  visitor.forget();
  await resuming;
  await pass();
  expect([seqs(), FakeSocket.all.length]).toEqual([[], 1]);
});
