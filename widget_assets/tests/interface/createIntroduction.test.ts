import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createIntroduction } from "../../src/interface/createIntroduction.js";
import type { RefusalCode } from "../../src/protocol/frames.js";
import type { VisitorTalk } from "../../src/widget/createVisitorTalk.js";
import type { Tell } from "../../src/widget/followNews.js";
import type { HeldKey } from "../../src/widget/View.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { message, note, opened } from "../chat/samples.js";
import { createTab } from "../widget/visitorTab.js";

const TOKEN = "a.b.c";
const STARTED = [note(1, "started")];

let ended: AbortController;
let held: HeldKey;
let settings: DOMStringMap;
let visitor: VisitorTalk;
let introduce: ReturnType<typeof createIntroduction>;
let tell: ReturnType<typeof vi.fn<Tell>>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  localStorage.clear();
  FakeSocket.install();
  ended = new AbortController();
  held = {};
  settings = {};
  tell = vi.fn<Tell>();
  visitor = createTab(ended.signal, { held, settings });
  introduce = createIntroduction(held, tell, () => visitor);
});

afterEach(() => {
  ended.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const sent = () => FakeSocket.newest.sent.map(({ type }) => type);
const asked = (type: string) =>
  vi.waitFor(() => {
    expect(FakeSocket.newest.last?.type).toBe(type);
    return FakeSocket.newest.last;
  });
const answer = (entries = STARTED, state: "waiting" | "closed" = "waiting") =>
  FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, entries, state));
const refuse = (code: RefusalCode) =>
  FakeSocket.newest.say({ type: "command_refused", command_id: FakeSocket.newest.last.command_id, code });
const settle = () => vi.advanceTimersByTimeAsync(0);

async function write() {
  await visitor.resume();
  visitor.talk.send("hello");
  await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1));
  FakeSocket.newest.accept();
  await asked("start");
}

/** A conversation has begun, and nothing is under way. */
async function inTalk() {
  await write();
  answer();
  await asked("send_messages");
  const [{ client_message_id } = { client_message_id: "" }] = visitor.talk.unsent;
  FakeSocket.newest.say({
    type: "messages_acknowledged",
    command_id: FakeSocket.newest.last.command_id,
    acknowledged: [{ client_message_id, seq: 2, at: 2 }],
    missed: [],
    complete: true,
  });
}

const identified = () => tell.mock.calls.map(([type, detail]) => ({ type, ...detail }));

describe("what the page says of the visitor", () => {
  test("waits for a conversation, and opens none", async () => {
    introduce({ token: TOKEN, attributes: { plan: "pro" } });
    await visitor.resume();
    visitor.begin();
    await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1));
    FakeSocket.newest.accept();
    await settle();
    expect(sent()).toEqual([]);
  });

  test("goes when it has begun, before what is said, and once", async () => {
    introduce({ token: TOKEN, attributes: { plan: "pro" } });
    await write();
    answer();
    expect(await asked("identify")).toMatchObject({ token: TOKEN });
    answer();
    expect(await asked("set_attributes")).toMatchObject({ attributes: { plan: "pro" } });
    answer();
    await asked("send_messages");
    held.introduce?.(visitor);
    await settle();
    expect(sent()).toEqual(["start", "identify", "set_attributes", "send_messages"]);
    expect(identified()).toEqual([{ type: "identified", accepted: true }]);
  });

  test("goes at once where there is one", async () => {
    await inTalk();
    introduce({ attributes: { plan: "pro" } });
    expect(await asked("set_attributes")).toMatchObject({ attributes: { plan: "pro" } });
  });

  test("goes again when it is something else, and not when it is the same", async () => {
    await inTalk();
    for (const plan of ["pro", "pro", "free", "pro"]) {
      introduce({ attributes: { plan } });
      if (FakeSocket.newest.last.type === "set_attributes") answer();
      await settle();
    }
    const told = FakeSocket.newest.sent.flatMap((ask) =>
      ask.type === "set_attributes" ? [ask.attributes.plan] : [],
    );
    expect(told).toEqual(["pro", "free", "pro"]);
  });

  test("waits while the conversation is closed", async () => {
    await inTalk();
    FakeSocket.newest.say(
      opened("", [...STARTED, message(2, "visitor"), note(3, "closed", "agent")], "closed"),
    );
    introduce({ token: TOKEN });
    await settle();
    expect(sent()).not.toContain("identify");
  });

  test("goes with the next try where it was closed meanwhile", async () => {
    await inTalk();
    introduce({ token: TOKEN });
    await asked("identify");
    refuse("not_open");
    await settle();
    expect(tell).not.toHaveBeenCalled();
    held.introduce?.(visitor);
    await settle();
    expect(sent().filter((type) => type === "identify")).toHaveLength(2);
  });

  test("is not said again on a new connection once it was answered, and is until then", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    await inTalk();
    introduce({ token: TOKEN });
    await asked("identify");
    FakeSocket.newest.cut();
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(100);
      expect(FakeSocket.all).toHaveLength(2);
    });
    FakeSocket.newest.accept();
    await asked("open");
    answer([message(2, "visitor")]);
    await asked("identify");
    answer([message(2, "visitor")]);
    await settle();
    expect(identified()).toEqual([{ type: "identified", accepted: true }]);
    FakeSocket.newest.cut();
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(100);
      expect(FakeSocket.all).toHaveLength(3);
    });
    FakeSocket.newest.accept();
    await asked("open");
    answer([message(2, "visitor")]);
    await vi.advanceTimersByTimeAsync(500);
    expect(sent()).toEqual(["open"]);
  });

  test("is said again in another log", async () => {
    await inTalk();
    introduce({ attributes: { plan: "pro" } });
    await asked("set_attributes");
    answer();
    await settle();
    const other = opened("", STARTED, "waiting");
    FakeSocket.newest.say({
      ...other,
      conversation: { ...other.conversation, started_at: 9 } as NonNullable<typeof other.conversation>,
    });
    await settle();
    expect(sent().filter((type) => type === "set_attributes")).toHaveLength(2);
  });

  test("is forgotten with the visitor", async () => {
    await inTalk();
    introduce({ token: TOKEN, attributes: { plan: "pro" } });
    visitor.forget();
    expect([held.token, held.attributes]).toEqual([undefined, undefined]);
  });
});

test.each(["token_expired", "token_refused", "identify_off", "invalid_command"] as const)(
  "a token that is not accepted is told to the page and dropped, so that another one can come: %s",
  async (code) => {
    await inTalk();
    introduce({ token: TOKEN });
    await asked("identify");
    refuse(code);
    await settle();
    expect(identified()).toEqual([{ type: "identified", accepted: false, code }]);
    expect(held.token).toBeUndefined();
    introduce({ token: "d.e.f" });
    expect(await asked("identify")).toMatchObject({ token: "d.e.f" });
    answer();
    await settle();
    expect(identified().at(-1)).toEqual({ type: "identified", accepted: true });
  },
);

test("a token that comes while another one is judged is not dropped with that one", async () => {
  await inTalk();
  introduce({ token: TOKEN });
  await asked("identify");
  introduce({ token: "d.e.f" });
  refuse("token_expired");
  await settle();
  expect(held.token).toBe("d.e.f");
  expect(FakeSocket.newest.last).toMatchObject({ token: "d.e.f" });
});

test("neither token nor attributes are ever stored", async () => {
  await inTalk();
  introduce({ token: TOKEN, attributes: { plan: "pro" } });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(JSON.stringify(localStorage)).not.toMatch(/a\.b\.c|plan/);
});
