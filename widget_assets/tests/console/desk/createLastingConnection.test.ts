import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLastingConnection } from "../../../src/console/desk/createLastingConnection.js";
import { FakeSocket } from "../FakeSocket.js";

const HOUR = 60 * 60_000;
const credential = vi.fn<(spent: boolean) => Promise<string>>();
const onConnected = vi.fn<(connected: boolean) => void>();
const onEvent = vi.fn();
let connection: ReturnType<typeof createLastingConnection>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all = [];
  credential.mockImplementation(async () => `token.${credential.mock.calls.length}`);
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  credential.mockReset();
  onConnected.mockReset();
});

async function connect(renewsIn = HOUR) {
  connection = createLastingConnection({
    url: "wss://chat.example.com/ws",
    credential,
    renewsIn: () => renewsIn,
    greet: () => [{ type: "list_conversations" }],
    onEvent,
    onConnected,
  });
  await settle();
  await socket(0).open();
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const socket = (number: number) => {
  const found = FakeSocket.all[number];
  if (!found) throw new Error(`there is no socket ${number}`);
  return found;
};
const listed = (command_id: string) => ({ type: "conversations_listed", command_id, waiting: [], taken: [] });
const answerGreeting = (number: number) => socket(number).receive(listed(socket(number).asked().command_id));

test("the token goes along as a subprotocol", async () => {
  await connect();
  expect(socket(0).protocols).toEqual(["tresen.v1", "token.1"]);
});

test.each([
  ["its token's renewal", 30 * 60_000, 30 * 60_000],
  ["API Gateway's two hours", 24 * HOUR, 110 * 60_000],
])(
  "a second connection is opened at %s, and the first goes only when the second is there",
  async (_, renewsIn, at) => {
    await connect(renewsIn);
    await answerGreeting(0);
    await vi.advanceTimersByTimeAsync(at - 1);
    expect(FakeSocket.all).toHaveLength(1);

    await vi.advanceTimersByTimeAsync(1);
    expect(socket(1).protocols[1]).toBe("token.2");
    expect(socket(0).readyState).toBe(WebSocket.OPEN);

    await socket(1).open();
    expect(socket(0).readyState).toBe(WebSocket.CLOSED);
    expect(onConnected.mock.calls.flat()).not.toContain(false);
    expect(socket(1).asked().type).toBe("list_conversations");
  },
);

test("what was asked on the first connection is answered before it is closed", async () => {
  await connect(HOUR);
  await answerGreeting(0);
  await vi.advanceTimersByTimeAsync(HOUR - 1);
  const answer = connection.request({ type: "take", conversation_id: "shop.a" });
  const { command_id } = socket(0).asked();
  await vi.advanceTimersByTimeAsync(1);
  await socket(1).open();
  expect(socket(0).readyState).toBe(WebSocket.OPEN);

  const opened = { type: "opened", command_id, conversation: null, entries: [], earlier: false };
  await socket(0).receive(opened);
  expect(await answer).toEqual(opened);
  expect(socket(0).readyState).toBe(WebSocket.CLOSED);
});

test("a command refused for an ended token is asked again with a fresh one", async () => {
  await connect();
  await answerGreeting(0);
  const answer = connection.request({ type: "close", conversation_id: "shop.a" });
  await socket(0).receive({
    type: "command_refused",
    command_id: socket(0).asked().command_id,
    code: "expired",
  });
  expect(credential.mock.calls).toEqual([[false], [true]]);

  await socket(1).open();
  await answerGreeting(1);
  const asked = socket(1).asked();
  expect(asked).toMatchObject({ type: "close", conversation_id: "shop.a" });
  await socket(1).receive({
    type: "opened",
    command_id: asked.command_id,
    conversation: null,
    entries: [],
    earlier: false,
  });
  expect(await answer).toMatchObject({ type: "opened" });
});

test("a greeting refused for an ended token brings a fresh one", async () => {
  await connect();
  await socket(0).receive({
    type: "command_refused",
    command_id: socket(0).asked().command_id,
    code: "expired",
  });
  expect(credential.mock.calls).toEqual([[false], [true]]);
});

test("other refusals are the asker's", async () => {
  await connect();
  await answerGreeting(0);
  const answer = connection.request({ type: "take", conversation_id: "shop.a" });
  const refused = expect(answer).rejects.toMatchObject({ code: "taken" });
  await socket(0).receive({
    type: "command_refused",
    command_id: socket(0).asked().command_id,
    code: "taken",
  });
  await refused;
  expect(FakeSocket.all).toHaveLength(1);
});

test("after two handshakes that failed the token is taken for spent", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0);
  await connect();
  for (let number = 0; number < 3; number++) await socket(number).drop();
  expect(credential.mock.calls.map(([spent]) => spent)).toEqual([false, false, false, true]);
});

test("closing ends both connections for good", async () => {
  await connect(HOUR);
  await answerGreeting(0);
  await vi.advanceTimersByTimeAsync(HOUR);
  connection.close();
  await vi.advanceTimersByTimeAsync(10 * HOUR);
  expect(FakeSocket.all.map(({ readyState }) => readyState)).toEqual([WebSocket.CLOSED, WebSocket.CLOSED]);
});
