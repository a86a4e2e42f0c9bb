import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createRecorder, type Recorder } from "../../src/analysis/createRecorder.js";
import { now } from "../../src/chat/now.js";
import type { Noted } from "../../src/chat/usage.js";
import type { UsageBatch } from "../../src/protocol/requests.js";
import { show } from "../chat/fakeTabs.js";
import { countListeners } from "../countListeners.js";

const OPENED: Noted = { type: "widget_opened" };
const LONG_MS = 600_000;

type Call = { readonly body: UsageBatch; readonly signal: AbortSignal; answer(status: number | Error): void };

let calls: Call[];
let recorder: Recorder;
let ended: AbortController;
let visit: number;
let isAllowed: boolean | undefined;
let sendBeacon: ReturnType<typeof vi.fn>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("visible");
  calls = [];
  visit = 1;
  sendBeacon = vi.fn(() => true);
  vi.stubGlobal("navigator", { language: "de", sendBeacon });
  vi.stubGlobal("Request", { prototype: { keepalive: false } });
  vi.stubGlobal("screen", { width: 800, height: 600 });
  vi.stubGlobal("location", { origin: "https://shop.test", pathname: "/a" });
  vi.stubGlobal(
    "fetch",
    (_: string, { body, signal }: { body: string; signal: AbortSignal }) =>
      new Promise((resolve, reject) => {
        const answer = (status: number | Error) =>
          status instanceof Error ? reject(status) : resolve(new Response("{}", { status }));
        signal.addEventListener("abort", () => reject(signal.reason));
        calls.push({ body: JSON.parse(body), signal, answer });
      }),
  );
  isAllowed = true;
  ended = new AbortController();
  recorder = createRecorder({
    origin: "https://chat.test",
    locale: "de",
    signal: ended.signal,
    isAllowed: () => isAllowed,
    visitId: () => `visit-${visit}`,
  });
});

afterEach(() => {
  recorder.drop();
  ended.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const note = (event: Noted = OPENED) => recorder.note(event, now());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const answer = async (status: number | Error) => {
  calls.at(-1)?.answer(status);
  await pass(0);
};
const hide = () => show("hidden");
const types = () => calls.map(({ body }) => body.events.map(({ type }) => type));

describe("what is noted", () => {
  test("is sent fifteen seconds after the first, with its age", async () => {
    note();
    await pass(10_000);
    note({ type: "contact_form_sent" });
    await pass(4_999);
    expect(calls).toEqual([]);
    await pass(1);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.body).toEqual({
      batch_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      visit_id: "visit-1",
      page: "https://shop.test/a",
      locale: "de",
      width: 800,
      height: 600,
      events: [
        { type: "widget_opened", age: 15_000 },
        { type: "contact_form_sent", age: 5_000 },
      ],
    });
  });

  test("is counted together where it is messages", async () => {
    for (let each = 0; each < 3; each++) note({ type: "messages_sent", count: 1 });
    await pass(15_000);
    expect(calls[0]?.body.events).toEqual([{ type: "messages_sent", count: 3, age: 15_000 }]);
  });

  test.each([
    ["keeps its age when the device's clock is set back", -86_400_000 * 30, 15_000],
    ["is as old as it is when the device has slept, and the page's clock with it", 28_800_000, 28_815_000],
  ])("%s", async (_, jump, age) => {
    note();
    vi.setSystemTime(Date.now() + jump);
    await pass(15_000);
    expect(calls[0]?.body.events).toEqual([{ type: "widget_opened", age }]);
  });

  test("is not sent any more when the device has slept for more than a day", async () => {
    note();
    vi.setSystemTime(Date.now() + 86_400_000);
    await pass(LONG_MS);
    expect(calls).toEqual([]);
  });

  test("after a batch waits for its own time, and has another id", async () => {
    note();
    await pass(15_000);
    await answer(202);
    visit = 2;
    note();
    await pass(14_999);
    expect(calls).toHaveLength(1);
    await pass(1);
    expect(calls[1]?.body.visit_id).toBe("visit-2");
    expect(calls[1]?.body.batch_id).not.toBe(calls[0]?.body.batch_id);
  });

  test("after a batch is not hurried by what was in that", async () => {
    for (const ms of [5_000, 5_000, 6_000]) {
      note();
      await pass(ms);
    }
    note();
    await pass(14_999);
    expect(calls).toHaveLength(1);
    await pass(1);
    expect(calls).toHaveLength(2);
  });

  test("goes at once when fifty wait, and no batch has more", async () => {
    for (let each = 0; each < 120; each++) note();
    expect(calls.map(({ body }) => body.events.length)).toEqual([50, 50]);
    await pass(15_000);
    expect(calls.map(({ body }) => body.events.length)).toEqual([50, 50, 20]);
  });

  test("is told of the page on which it was", async () => {
    note();
    vi.stubGlobal("location", { origin: "https://shop.test", pathname: "/b" });
    note({ type: "contact_form_sent" });
    await pass(15_000);
    expect(calls.map(({ body }) => body.page)).toEqual(["https://shop.test/a", "https://shop.test/b"]);
    expect(types()).toEqual([["widget_opened"], ["contact_form_sent"]]);
  });
});

describe("a batch", () => {
  test.each([202, 200, 400, 403, 413])("answered with %i is not sent again", async (status) => {
    note();
    await pass(15_000);
    await answer(status);
    hide();
    await pass(LONG_MS);
    expect(calls).toHaveLength(1);
  });

  test.each([429, 500, 502, new TypeError("away")])(
    "of which nothing is known (%s) is sent again with the same id, less and less often",
    async (status) => {
      vi.spyOn(Math, "random").mockReturnValue(1);
      note();
      await pass(15_000);
      visit = 2;
      await answer(status);
      await pass(29_999);
      expect(calls).toHaveLength(1);
      await pass(1);
      await answer(status);
      await pass(59_999);
      expect(calls).toHaveLength(2);
      await pass(1);
      expect(calls.map(({ body }) => body.events[0]?.age)).toEqual([15_000, 45_000, 105_000]);
      expect(new Set(calls.map(({ body }) => `${body.batch_id} ${body.visit_id}`)).size).toBe(1);
      await answer(202);
      await pass(LONG_MS);
      expect(calls).toHaveLength(3);
    },
  );

  test("is never sent at once by all clients that failed together", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    note();
    await pass(15_000);
    await answer(500);
    await pass(14_999);
    expect(calls).toHaveLength(1);
    await pass(1);
    expect(calls).toHaveLength(2);
  });

  test("that nobody takes is given up", async () => {
    note();
    await pass(15_000);
    for (let tries = 0; tries < 20; tries++) {
      await answer(500);
      await pass(LONG_MS);
    }
    expect(calls).toHaveLength(8);
  });

  test("does not hold up the next one", async () => {
    note();
    await pass(15_000);
    note({ type: "contact_form_sent" });
    await pass(15_000);
    expect(types()).toEqual([["widget_opened"], ["contact_form_sent"]]);
  });
});

describe("a page that is left", () => {
  test.each([
    ["hidden", hide],
    ["going", () => window.dispatchEvent(new Event("pagehide"))],
  ])("because it is %s sends what waits, once", async (_, leave) => {
    note();
    leave();
    expect(types()).toEqual([["widget_opened"]]);
    leave();
    window.dispatchEvent(new Event("pagehide"));
    expect(calls).toHaveLength(1);
    await answer(202);
    await pass(LONG_MS);
    expect(calls).toHaveLength(1);
  });

  test("sends what was to be sent again, with its id", async () => {
    note();
    await pass(15_000);
    await answer(500);
    note({ type: "contact_form_sent" });
    hide();
    expect(types()).toEqual([["widget_opened"], ["widget_opened"], ["contact_form_sent"]]);
    expect(calls[1]?.body.batch_id).toBe(calls[0]?.body.batch_id);
  });

  test("over and over uses up none of the tries, and brings none forward", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    note();
    await pass(15_000);
    await answer(500);
    for (let looks = 0; looks < 20; looks++) {
      hide();
      await answer(500);
    }
    expect(calls).toHaveLength(21);
    await pass(29_999);
    expect(calls).toHaveLength(21);
    await pass(1);
    await answer(500);
    await pass(59_999);
    expect(calls).toHaveLength(22);
    await pass(1);
    expect(calls).toHaveLength(23);
  });

  test("at the moment of the next try does not end the tries", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    note();
    await pass(15_000);
    await answer(500);
    await pass(29_000);
    hide();
    await pass(2_000);
    expect(calls).toHaveLength(2);
    await answer(500);
    await pass(15_000);
    expect(calls).toHaveLength(3);
  });

  test("does not send twice what is on its way", async () => {
    note();
    await pass(15_000);
    hide();
    expect(calls).toHaveLength(1);
  });

  test("and had nothing to say sends nothing", () => {
    hide();
    expect(calls).toEqual([]);
  });

  test("and comes back goes on", async () => {
    note();
    hide();
    await answer(202);
    show("visible");
    note();
    show("visible");
    expect(calls).toHaveLength(1);
    await pass(15_000);
    expect(calls).toHaveLength(2);
  });
});

describe("where requests do not survive the page", () => {
  beforeEach(() => void vi.stubGlobal("Request", { prototype: {} }));

  const beacons = () => sendBeacon.mock.calls.map(([, body]) => JSON.parse(body));

  test("a beacon that was taken counts as sent", async () => {
    note();
    hide();
    await pass(LONG_MS);
    expect(beacons()).toHaveLength(1);
    expect(calls).toEqual([]);
  });

  test("a beacon that was refused is sent later in another way, with the same id", async () => {
    sendBeacon.mockReturnValue(false);
    note();
    hide();
    await pass(LONG_MS);
    expect(calls.map(({ body }) => body.batch_id)).toEqual([beacons()[0].batch_id]);
  });
});

describe("where it is not allowed any more", () => {
  const sendings: [string, () => unknown][] = [
    ["in its time", () => pass(15_000)],
    ["by a page that is left", hide],
    ["again", () => pass(LONG_MS)],
  ];

  test.each(sendings)("nothing is sent %s, and nothing waits for a yes", async (how, act) => {
    note();
    if (how === "again") {
      await pass(15_000);
      await answer(500);
    }
    const before = calls.length;
    isAllowed = undefined;
    await act();
    isAllowed = true;
    await pass(LONG_MS);
    hide();
    expect(calls).toHaveLength(before);
  });
});

describe("what is dropped", () => {
  test("is not sent, neither soon nor when the page is left", async () => {
    note();
    recorder.drop();
    await pass(LONG_MS);
    hide();
    expect(calls).toEqual([]);
  });

  test("is called back where it is on its way, and not sent again", async () => {
    note();
    await pass(15_000);
    recorder.drop();
    expect(calls[0]?.signal.aborted).toBe(true);
    await pass(LONG_MS);
    hide();
    expect(calls).toHaveLength(1);
  });

  test("is not sent again if it was to be", async () => {
    note();
    await pass(15_000);
    await answer(500);
    recorder.drop();
    await pass(LONG_MS);
    hide();
    expect(calls).toHaveLength(1);
  });

  test("does not keep from sending what is noted later, in its own time", async () => {
    note();
    await pass(10_000);
    recorder.drop();
    note({ type: "contact_form_sent" });
    await pass(14_999);
    expect(calls).toEqual([]);
    await pass(1);
    expect(types()).toEqual([["contact_form_sent"]]);
    expect(calls[0]?.signal.aborted).toBe(false);
  });
});

describe("at the end of the widget", () => {
  test("what waits is sent as from a page that is left, and no listener or timer stays", async () => {
    ended.abort();
    vi.clearAllTimers();
    const listeners = countListeners();
    ended = new AbortController();
    recorder = createRecorder({
      origin: "https://chat.test",
      locale: "de",
      signal: ended.signal,
      isAllowed: () => isAllowed,
      visitId: () => "visit",
    });
    note();
    await pass(15_000);
    await answer(500);
    note();
    expect(calls).toHaveLength(1);
    expect([listeners.count(), vi.getTimerCount()]).toEqual([2, 2]);
    ended.abort();
    expect(calls.map(({ body }) => body.events.length)).toEqual([1, 1, 1]);
    expect([listeners.count(), vi.getTimerCount()]).toEqual([0, 0]);
    await answer(500);
    expect(vi.getTimerCount()).toBe(0);
  });
});
