import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  Refused,
} from "../../src/chat/createConnection.js";
import { createOwnConnection } from "../../src/chat/createOwnConnection.js";
import { trail } from "../../src/chat/trail.js";
import { type Event, FRAME_BYTES, type RefusalCode, SUBPROTOCOL } from "../../src/protocol/frames.js";
import { FakeSocket } from "./FakeSocket.js";
import { message, opened } from "./samples.js";

const GATEWAY_ERROR = '{"message":"Internal server error","connectionId":"c","requestId":"r"}';
const open = { type: "open" } as const;
const close = { type: "close" } as const;

let connection: Connection | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  FakeSocket.install();
});

afterEach(() => {
  connection?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function connect(options: Partial<ConnectionOptions> = {}) {
  connection = createOwnConnection({
    url: "wss://chat.test/ws",
    credential: async () => "proof.p",
    greet: () => [],
    onEvent: () => {},
    onConnected: () => {},
    ...options,
  });
  await settle();
  return connection;
}

async function connected(options: Partial<ConnectionOptions> = {}) {
  const made = await connect(options);
  FakeSocket.newest.accept();
  return made;
}

/** The longest that is waited after the nth failure. */
const pause = (failures: number) => Math.min(30_000, 500 * 2 ** failures);
const settle = () => vi.advanceTimersByTimeAsync(0);
const answer = (socket = FakeSocket.newest) => socket.say(opened(socket.last.command_id, [message(1)]));
const refuse = (code: RefusalCode, more: { command_id?: null; retry_after_ms?: number } = {}) =>
  FakeSocket.newest.say({
    type: "command_refused",
    command_id: FakeSocket.newest.last.command_id,
    code,
    ...more,
  });
const outcome = (request: Promise<Event>) =>
  request.then(
    ({ type }) => type,
    (error) => (error instanceof Refused ? error.code : String(error)),
  );

test("the protocol and the credential are offered as subprotocols", async () => {
  await connect();
  expect(FakeSocket.newest.url).toBe("wss://chat.test/ws");
  expect(FakeSocket.newest.protocols).toEqual([SUBPROTOCOL, "proof.p"]);
});

test("only one command is in flight, the next goes when it is answered", async () => {
  const { request } = await connected();
  const answers = [outcome(request(open)), outcome(request(close))];
  expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual(["open"]);
  answer();
  expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual(["open", "close"]);
  answer();
  expect(await Promise.all(answers)).toEqual(["opened", "opened"]);
});

test("an answer to another command settles nothing", async () => {
  const { request } = await connected();
  const settled = vi.fn();
  void outcome(request(open)).then(settled);
  FakeSocket.newest.say(opened("another", []));
  await settle();
  expect(settled).not.toHaveBeenCalled();
});

test("every event is handed on, refusals too", async () => {
  const onEvent = vi.fn();
  const { request } = await connected({ onEvent });
  const asked = outcome(request(open));
  refuse("not_allowed");
  FakeSocket.newest.say({ type: "typing_announced", conversation_id: "shop.v", author: "agent", seen: 0 });
  expect(onEvent.mock.calls.map(([event]) => event.type)).toEqual(["command_refused", "typing_announced"]);
  expect(await asked).toBe("not_allowed");
});

test("an answer is handed on as an event while what it answers is still pending, and settles it then", async () => {
  const pending = new Map([["c", { ask: { ...close, command_id: "c" } }]]);
  const order: unknown[] = [];
  const link = createConnection({
    url: "wss://chat.test/ws",
    credential: async () => "proof.p",
    greet: () => [open],
    onEvent: ({ type }) => order.push([type, pending.size]),
    onConnected: () => {},
    pending,
    settle({ id, event }) {
      order.push([id, event?.type]);
      pending.delete(id);
    },
  });
  await settle();
  FakeSocket.newest.accept();
  const greeting = FakeSocket.newest.last.command_id;
  answer();
  answer();
  expect(order).toEqual([
    ["opened", 1],
    [greeting, "opened"],
    ["opened", 1],
    ["c", "opened"],
  ]);
  link.close();
});

test("what is told goes at once and waits for nothing", async () => {
  const { request, tell } = await connected();
  void outcome(request(open));
  tell({ type: "announce_typing" });
  expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual(["open", "announce_typing"]);
});

test("what is told without a connection is dropped, and who tells it learns that", async () => {
  const { tell } = await connect();
  expect(tell({ type: "announce_typing" })).toBe(false);
  FakeSocket.newest.accept();
  expect(FakeSocket.newest.sent).toEqual([]);
  expect(tell({ type: "announce_typing" })).toBe(true);
});

describe("a fresh connection is greeted once more", () => {
  const twice = { greet: () => [open, { type: "list_conversations" }] as const };

  test("two seconds after the last answer, as a message may have been written beside the first greeting", async () => {
    await connected(twice);
    answer();
    await vi.advanceTimersByTimeAsync(1_999);
    answer();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(FakeSocket.newest.sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    answer();
    expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual([
      "open",
      "list_conversations",
      "open",
      "list_conversations",
    ]);
    answer();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.newest.sent).toHaveLength(4);
  });

  test("unless it is gone by then", async () => {
    await connected({ greet: () => [open] });
    answer();
    FakeSocket.newest.cut();
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.newest.accept();
    answer();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(FakeSocket.newest.sent).toHaveLength(1);
  });
});

describe("an idle connection", () => {
  const pings = () => FakeSocket.newest.sent.filter(({ type }) => (type as string) === "ping");

  test("is pinged before API Gateway ends it, and as often as it falls idle", async () => {
    const { tell } = await connected({ pings: true });
    await vi.advanceTimersByTimeAsync(499_999);
    tell({ type: "announce_typing" });
    await vi.advanceTimersByTimeAsync(499_999);
    expect(pings()).toEqual([]);
    for (let count = 1; count <= 3; count++) {
      await vi.advanceTimersByTimeAsync(count === 1 ? 1 : 500_000);
      expect(pings()).toHaveLength(count);
      FakeSocket.newest.say({ type: "ponged" });
    }
    expect(pings()[0]).toEqual({ type: "ping" });
    expect(FakeSocket.all).toHaveLength(1);
  });

  test("that does not answer a ping is exchanged", async () => {
    await connected({ pings: true });
    await vi.advanceTimersByTimeAsync(500_000 + 14_999);
    expect(FakeSocket.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1 + 500);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("is left alone where somebody else keeps it", async () => {
    await connected();
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(pings()).toEqual([]);
    expect(FakeSocket.all).toHaveLength(1);
  });
});

describe("a lost connection", () => {
  test("comes back, greets first and sends again what was in flight", async () => {
    const { request } = await connected({ greet: () => [open] });
    answer();
    const asked = outcome(request(close));
    void outcome(request({ type: "reopen" }));
    const first = FakeSocket.newest.last;
    FakeSocket.newest.cut();
    await vi.advanceTimersByTimeAsync(500);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.newest.accept();
    expect(FakeSocket.newest.last.type).toBe("open");
    answer();
    expect(FakeSocket.newest.last).toEqual(first);
    answer();
    expect(await asked).toBe("opened");
  });

  test("asks a greeting that was cut afresh, and once", async () => {
    let cursor = 0;
    await connected({ greet: () => [{ type: "open", cursor: ++cursor }] });
    FakeSocket.newest.cut();
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.newest.accept();
    answer();
    expect(FakeSocket.newest.sent).toEqual([expect.objectContaining({ type: "open", cursor: 2 })]);
  });

  test("is tried again ever more slowly, up to half a minute", async () => {
    await connect();
    const pauses = [];
    for (let loss = 0; loss < 9; loss++) {
      const before = FakeSocket.all.length;
      FakeSocket.newest.cut();
      const lostAt = Date.now();
      while (FakeSocket.all.length === before) await vi.advanceTimersByTimeAsync(100);
      pauses.push(Date.now() - lostAt);
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  });

  test("is not tried again quickly only because the handshake succeeds", async () => {
    await connected({ greet: () => [open] });
    FakeSocket.newest.cut();
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.newest.accept();
    FakeSocket.newest.cut();
    await vi.advanceTimersByTimeAsync(999);
    expect(FakeSocket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(3);
  });

  test.each([
    ["an answer", () => answer()],
    ["a minute", () => vi.advanceTimersByTime(61_000)],
  ])("that was of use for %s is tried again quickly", async (_, use) => {
    const { request } = await connect({ greet: () => [] });
    for (const failures of [0, 1, 2]) {
      FakeSocket.newest.cut();
      await vi.advanceTimersByTimeAsync(pause(failures));
    }
    FakeSocket.newest.accept();
    if (_ === "an answer") void outcome(request(open));
    use();
    FakeSocket.newest.cut();
    await vi.advanceTimersByTimeAsync(pause(0));
    expect(FakeSocket.all).toHaveLength(5);
  });

  test("is retried at once when the network or the tab comes back", async () => {
    await connect();
    for (const target of [window, document]) {
      const before = FakeSocket.all.length;
      FakeSocket.newest.cut();
      target.dispatchEvent(new Event(target === window ? "online" : "visibilitychange"));
      await settle();
      expect(FakeSocket.all).toHaveLength(before + 1);
    }
  });

  test("counts the handshakes that failed for whoever makes the credential", async () => {
    const counted: number[] = [];
    await connect({
      credential: async (failures) => {
        counted.push(failures);
        return "proof.p";
      },
    });
    const lose = async (pause: number) => {
      FakeSocket.newest.cut();
      await vi.advanceTimersByTimeAsync(pause);
    };
    await lose(500);
    await lose(1000);
    FakeSocket.newest.accept();
    await lose(2000);
    expect(counted).toEqual([0, 1, 2, 0]);
  });

  test("is told, and told when it is back", async () => {
    const onConnected = vi.fn();
    await connected({ onConnected });
    FakeSocket.newest.cut();
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.newest.accept();
    expect(onConnected.mock.calls).toEqual([[true], [false], [true]]);
  });
});

test("a credential that can not be had is asked for again later", async () => {
  const credential = vi.fn().mockRejectedValueOnce(new Error("away")).mockResolvedValue("proof.p");
  await connect({ credential });
  expect(FakeSocket.all).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSocket.all).toHaveLength(1);
});

test("a credential that is late is not waited for, and opens no second socket beside the next one's", async () => {
  const give: ((credential: string) => void)[] = [];
  const { request } = await connect({
    credential: () =>
      new Promise((resolve) => {
        give.push(resolve);
      }),
  });
  const asked = outcome(request(open));
  await vi.advanceTimersByTimeAsync(15_000);
  give.shift()?.("proof.late");
  await settle();
  expect(FakeSocket.all).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(500 + 15_000 + 1_000);
  expect(give).toHaveLength(2);
  for (const each of give) each("proof.p");
  await settle();
  expect(FakeSocket.all).toHaveLength(1);
  FakeSocket.newest.accept();
  answer();
  expect(await asked).toBe("opened");
  give.length = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([give, FakeSocket.all]).toEqual([[], [FakeSocket.newest]]);
});

test("a handshake without an answer is given up", async () => {
  await connect();
  await vi.advanceTimersByTimeAsync(15_500);
  expect(FakeSocket.all).toHaveLength(2);
});

test("a command without an answer gives the connection up, and goes on the next one", async () => {
  const { request } = await connected();
  const settled = vi.fn();
  const asked = outcome(request(open));
  void asked.then(settled);
  const first = FakeSocket.newest;
  await vi.advanceTimersByTimeAsync(15_500);
  FakeSocket.newest.accept();
  expect(FakeSocket.newest.last).toEqual(first.last);
  answer(first);
  first.cut();
  await settle();
  expect(settled).not.toHaveBeenCalled();
  expect(FakeSocket.all).toHaveLength(2);
  answer();
  expect(await asked).toBe("opened");
});

test("a command is sent again however often the connection is lost, and never for that refused", async () => {
  const { request } = await connected();
  const asked = outcome(request(open));
  const first = FakeSocket.newest.last;
  for (let losses = 0; losses < 50; losses++) {
    FakeSocket.newest.cut();
    await vi.advanceTimersByTimeAsync(pause(losses));
    FakeSocket.newest.accept();
    expect(FakeSocket.newest.sent).toEqual([first]);
  }
  answer();
  expect(await asked).toBe("opened");
});

test("a silent connection is tested when the tab comes back", async () => {
  await connected({ greet: () => [open] });
  answer();
  await vi.advanceTimersByTimeAsync(2_000);
  answer();
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.newest.sent).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(61_000);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(FakeSocket.newest.sent).toHaveLength(3);
});

test("a connection that is tested while a command is in flight is greeted after it, and keeps both apart", async () => {
  const { request } = await connected({ greet: () => [open] });
  answer();
  const asked = outcome(request(close));
  window.dispatchEvent(new Event("online"));
  window.dispatchEvent(new Event("online"));
  expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual(["open", "close"]);
  answer();
  expect(await asked).toBe("opened");
  answer();
  await vi.advanceTimersByTimeAsync(1_999);
  expect(FakeSocket.newest.sent.map(({ type }) => type)).toEqual(["open", "close", "open"]);
});

describe("a command is sent again", () => {
  test.each(["busy", "failed"] as const)("after %s, and given up after six tries", async (code) => {
    const { request } = await connected();
    const asked = outcome(request(open));
    for (let tries = 1; tries <= 6; tries++) {
      refuse(code);
      await vi.advanceTimersByTimeAsync(pause(tries));
    }
    expect(FakeSocket.newest.sent).toHaveLength(6);
    expect(new Set(FakeSocket.newest.sent.map(({ command_id }) => command_id)).size).toBe(1);
    expect(await asked).toBe(code);
  });

  test("after too_fast as late as the server says", async () => {
    const { request } = await connected();
    const asked = outcome(request(open));
    refuse("too_fast", { retry_after_ms: 1500 });
    await vi.advanceTimersByTimeAsync(1499);
    expect(FakeSocket.newest.sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    answer();
    expect(await asked).toBe("opened");
  });

  test("after an error of API Gateway's own, unless the answer comes yet", async () => {
    const { request } = await connected();
    const asked = outcome(request(open));
    FakeSocket.newest.frame(GATEWAY_ERROR);
    answer();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(FakeSocket.newest.sent).toHaveLength(1);
    expect(await asked).toBe("opened");
  });

  test("after errors of API Gateway's own until one answer comes", async () => {
    const { request } = await connected();
    const asked = outcome(request(open));
    FakeSocket.newest.frame(GATEWAY_ERROR);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.newest.sent).toHaveLength(2);
    answer();
    expect(await asked).toBe("opened");
  });
});

test.each(["not_allowed", "invalid_command", "behind", "not_open", "expired"] as const)(
  "%s is final",
  async (code) => {
    const { request } = await connected();
    const asked = outcome(request(open));
    refuse(code);
    expect(await asked).toBe(code);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(FakeSocket.newest.sent).toHaveLength(1);
  },
);

test("a frame that was hurt on its way goes again, and is given up when that does not help", async () => {
  const { request } = await connected();
  const asked = outcome(request(open));
  for (let tries = 1; tries <= 6; tries++) {
    refuse("not_json", { command_id: null });
    await vi.advanceTimersByTimeAsync(pause(tries));
  }
  expect(FakeSocket.newest.sent).toHaveLength(6);
  expect(await asked).toBe("not_json");
});

test("a second copy of a refusal does not count", async () => {
  const { request } = await connected();
  const asked = outcome(request(open));
  for (let copy = 1; copy <= 6; copy++) refuse("busy");
  await vi.advanceTimersByTimeAsync(pause(1));
  answer();
  expect(await asked).toBe("opened");
});

test("a second copy of an answer is passed over, as it may say what was true before", async () => {
  const onEvent = vi.fn();
  const { request } = await connected({ onEvent });
  const asked = outcome(request(open));
  answer();
  answer();
  expect(await asked).toBe("opened");
  expect(onEvent).toHaveBeenCalledOnce();
});

test("a connection that can not be greeted is exchanged", async () => {
  await connected({ greet: () => [open] });
  for (let tries = 1; tries < 6; tries++) {
    refuse("busy");
    await vi.advanceTimersByTimeAsync(pause(tries));
  }
  refuse("busy");
  await vi.advanceTimersByTimeAsync(pause(0));
  expect(FakeSocket.all).toHaveLength(2);
});

test("a frame that API Gateway would close the connection for is not sent", async () => {
  const { request } = await connected();
  const asked = request({
    type: "send_messages",
    cursor: 1,
    messages: [{ client_message_id: "m", text: "ä".repeat(FRAME_BYTES / 2) }],
  });
  expect(await outcome(asked)).toBe("frame_too_long");
  expect(FakeSocket.newest.sent).toEqual([]);
});

test("frames that mean nothing are passed over", async () => {
  const onEvent = vi.fn();
  const { request } = await connected({ onEvent });
  const asked = outcome(request(open));
  for (const frame of ["", "{", "null", "7"]) FakeSocket.newest.frame(frame);
  expect(onEvent).not.toHaveBeenCalled();
  answer();
  expect(await asked).toBe("opened");
});

test("a closed connection ends what waits, which is no refusal, and does not come back", async () => {
  const greet = vi.fn(() => []);
  const made = await connected({ greet });
  const asked = [outcome(made.request(open)), outcome(made.request(close))];
  made.close();
  FakeSocket.newest.cut();
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await Promise.all(asked)).toEqual(["Error: closed", "Error: closed"]);
  expect(greet).toHaveBeenCalledOnce();
  expect(FakeSocket.all).toHaveLength(1);
});

describe("what is remembered of the way", () => {
  const way = () => trail.map(({ category, message }) => `${category} ${message}`);

  beforeEach(() => void trail.splice(0));

  test("is which frames went and came, and what became of the connection, with its codes", async () => {
    const made = await connected();
    made.request({ type: "send_messages", cursor: 0, messages: [] }).catch(() => {});
    refuse("not_open");
    made.tell({ type: "announce_typing" });
    FakeSocket.newest.cut(4001);
    expect(made.tell({ type: "announce_typing" })).toBe(false);
    expect(way()).toEqual([
      "state open",
      "frame send_messages",
      "frame command_refused",
      "code not_open",
      "frame announce_typing",
      "code 4001",
      "state lost",
    ]);
  });

  test("has nothing of what they held, and nobody's id", async () => {
    const made = await connected();
    made
      .request({
        type: "send_messages",
        cursor: 0,
        messages: [{ client_message_id: "id-1", text: "text-1" }],
      })
      .catch(() => {});
    answer();
    FakeSocket.newest.frame(GATEWAY_ERROR);
    for (const each of trail) expect(Object.keys(each)).toEqual(["category", "message", "timestamp"]);
    expect(way().join()).toMatch(/^[a-z_ ,\d]+$/);
    expect(way().join()).not.toMatch(/text-|id-|-/);
  });
});
