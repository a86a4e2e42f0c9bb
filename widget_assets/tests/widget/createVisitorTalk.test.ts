import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { visitorKey } from "../../src/chat/visitorKey.js";
import { createVisitorTalk, type VisitorTalk } from "../../src/widget/createVisitorTalk.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { message, note, opened } from "../chat/samples.js";

let visitor: VisitorTalk;
let onChange: ReturnType<typeof vi.fn<() => void>>;

beforeEach(() => {
  // What a test leaves waiting must not connect in the next one; IndexedDB needs its own timers.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  FakeSocket.install();
  onChange = vi.fn();
  visitor = createVisitorTalk({ origin: "https://chat.test", locale: "de", onChange });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
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

test("where the server's time can not be had the own clock does", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  visitor.begin();
  await socketCount(1);
  FakeSocket.newest.cut();
  await socketCount(2);
  expect(Math.abs(claims(FakeSocket.newest).iat - Date.now() / 1000)).toBeLessThan(60);
});

test("a short gap is not mentioned, a longer one is until it is over", async () => {
  await comeBack();
  FakeSocket.newest.cut();
  await vi.advanceTimersByTimeAsync(1_999);
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
