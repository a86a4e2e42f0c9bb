import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ask } from "../../../src/chat/createConnection.js";
import { type AgentPresence, createPresence } from "../../../src/console/desk/createPresence.js";
import type { Event as ServerEvent } from "../../../src/protocol/frames.js";

const MINUTE = 60_000;
let presence: AgentPresence;
let asks: Ask[];
let settle: { answer(): void; refuse(): void }[];
let connected: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  asks = [];
  settle = [];
  connected = true;
  presence = come("me");
});

afterEach(() => {
  presence.end();
  vi.useRealTimers();
});

function come(agentId: string): AgentPresence {
  const request = (ask: Ask) =>
    new Promise<ServerEvent>((resolve, reject) => {
      asks.push(ask);
      settle.push({ answer: () => resolve({ type: "ponged" }), refuse: () => reject(new Error("refused")) });
    });
  return createPresence({ agentId, connection: { request }, connected: () => connected });
}

const said = () => asks.map((ask) => ask.type === "renew_presence" && ask.presence);
const answer = async () => {
  settle.shift()?.answer();
  await vi.advanceTimersByTimeAsync(0);
};
const input = () => dispatchEvent(new Event("keydown"));

test("who has just signed in is available", () => {
  expect(presence.attendance.value).toBe("available");
  expect(presence.greeting()).toEqual({ type: "renew_presence", presence: "available" });
});

test("presence is renewed every minute", async () => {
  vi.advanceTimersByTime(MINUTE);
  await answer();
  vi.advanceTimersByTime(MINUTE);
  expect(said()).toEqual(["available", "available"]);
});

test("a change is said at once", () => {
  presence.choose("away");
  expect(said()).toEqual(["away"]);
});

test("ten minutes without a sign of life are away, and the next sign is back", async () => {
  for (let minute = 0; minute < 10; minute++) {
    vi.advanceTimersByTime(MINUTE);
    await answer();
  }
  expect(presence.attendance.value).toBe("idle");
  expect(said().at(-1)).toBe("away");
  input();
  await answer();
  expect(presence.attendance.value).toBe("available");
  expect(said().at(-1)).toBe("available");
});

test("signs of life bring nobody back who chose to be away", async () => {
  presence.choose("away");
  await answer();
  input();
  expect(presence.attendance.value).toBe("away");
  expect(said()).toEqual(["away"]);
});

test("a machine that slept does not say available when it wakes", () => {
  vi.setSystemTime(Date.now() + 60 * MINUTE);
  expect(presence.greeting()).toEqual({ type: "renew_presence", presence: "away" });
});

test("what was chosen survives a reload, for this agent only", () => {
  presence.choose("away");
  presence.end();
  presence = come("me");
  expect(presence.attendance.value).toBe("away");
  presence.end();
  presence = come("somebody else");
  expect(presence.attendance.value).toBe("available");
});

test("who was away by itself is available after a reload", () => {
  vi.advanceTimersByTime(10 * MINUTE);
  presence.end();
  presence = come("me");
  expect(presence.attendance.value).toBe("available");
});

test("who chose to be available again is so after a reload", () => {
  presence.choose("away");
  presence.choose("available");
  presence.end();
  presence = come("me");
  expect(presence.attendance.value).toBe("available");
});

test("without a connection nothing is asked: the greeting of the next one says it", () => {
  connected = false;
  presence.choose("away");
  vi.advanceTimersByTime(5 * MINUTE);
  expect(asks).toEqual([]);
  expect(presence.greeting()).toMatchObject({ presence: "away" });
});

test("only one renewal waits for its answer, and what changed meanwhile is said after it", async () => {
  vi.advanceTimersByTime(3 * MINUTE);
  presence.choose("away");
  expect(said()).toEqual(["available"]);
  await answer();
  expect(said()).toEqual(["available", "away"]);
  await answer();
  expect(said()).toHaveLength(2);
});

test("a renewal that is refused is tried again a minute later", async () => {
  vi.advanceTimersByTime(MINUTE);
  settle.shift()?.refuse();
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(said()).toEqual(["available", "available"]);
});

test("who leaves says so, and nothing after it", () => {
  void presence.end();
  expect(asks).toEqual([{ type: "renew_presence", presence: "offline" }]);
  vi.advanceTimersByTime(60 * MINUTE);
  input();
  expect(asks).toHaveLength(1);
});

test.each(["answer", "refuse"] as const)("leaving waits until the server has spoken: %s", async (how) => {
  let left = false;
  const leaving = presence.end().then(() => {
    left = true;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(left).toBe(false);
  settle.at(-1)?.[how]();
  await leaving;
});

test("a server that does not answer holds nobody back for long", async () => {
  const leaving = presence.end();
  await vi.advanceTimersByTimeAsync(2_000);
  await leaving;
});

test("without a connection nobody waits", async () => {
  connected = false;
  await presence.end();
  expect(asks).toEqual([]);
});
