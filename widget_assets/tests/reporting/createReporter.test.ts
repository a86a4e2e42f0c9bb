import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { step, trail } from "../../src/chat/trail.js";
import { createReporter } from "../../src/reporting/createReporter.js";
import { ORIGIN, ours } from "./samples.js";

const NOW = 1_764_129_584_250;
const KEPT = "tresen.reports";

type Sent = { readonly url: string; readonly init: RequestInit };

const sent: Sent[] = [];
/** What the server answers; without one it can not be reached. */
let answer: (() => Response) | undefined;
let allowed = true;

const make = () =>
  createReporter({ origin: ORIGIN, release: "widget@0123456789ab", isAllowed: () => allowed });

const lines = (at: number) => String(sent[at]?.init.body).split("\n");
const event = (at: number) => JSON.parse(lines(at)[2] ?? "");
const ids = () => sent.map((_, at) => event(at).event_id);
const kept = (): { event_id: string }[] => JSON.parse(localStorage.getItem(KEPT) ?? "[]");
const keptIds = () => kept().map(({ event_id }) => event_id);
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  sent.length = 0;
  allowed = true;
  answer = () => new Response("{}");
  trail.length = 0;
  localStorage.clear();
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    init.signal?.throwIfAborted();
    if (!answer) throw new TypeError("Failed to fetch");
    return answer();
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("a report", () => {
  test("is an envelope with what is on the list and nothing else", async () => {
    step("frame", "send_messages");
    step("code", 1006);
    make().report(ours("k", 'no "Jane Doe"'));
    await settled();
    const [header, item, ...others] = lines(0).map((line) => JSON.parse(line));
    expect(header).toEqual({
      event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      sent_at: "2025-11-26T03:59:44.250Z",
      dsn: "https://tresen@chat.test/1",
    });
    expect(item).toEqual({ type: "event" });
    expect(others).toEqual([
      {
        event_id: header.event_id,
        timestamp: NOW / 1000,
        platform: "javascript",
        release: "widget@0123456789ab",
        exception: {
          values: [
            {
              type: "TypeError",
              value: "no *",
              stacktrace: {
                frames: [{ filename: "/assets/panel-0123456789ab.js", function: "k", lineno: 1, colno: 23 }],
              },
            },
          ],
        },
        breadcrumbs: [
          { category: "frame", message: "send_messages", timestamp: NOW / 1000 },
          { category: "code", message: "1006", timestamp: NOW / 1000 },
        ],
      },
    ]);
  });

  test("needs no preflight, and tells neither the page nor a cookie", async () => {
    make().report(ours());
    await settled();
    expect(sent).toEqual([
      {
        url: `${ORIGIN}/api/errors`,
        init: {
          method: "POST",
          body: expect.any(String),
          keepalive: true,
          credentials: "omit",
          referrerPolicy: "no-referrer",
          signal: expect.any(AbortSignal),
        },
      },
    ]);
  });

  test("has no name but a word", async () => {
    make().report(Object.assign(ours(), { name: "Jane Doe <jane@example.com>" }));
    await settled();
    expect(event(0).exception.values[0].type).toBe("Jane");
  });

  test("has no call that its message alone tells of", async () => {
    make().report(ours("k", `no\n    at jane.doe (${ORIGIN}/assets/panel-0123456789ab.js:1:2)\n`));
    await settled();
    expect(
      event(0).exception.values[0].stacktrace.frames.map((frame: { function: string }) => frame.function),
    ).toEqual(["k"]);
  });

  test("has the steps up to the error, not those until it is sent", async () => {
    answer = undefined;
    step("state", "open");
    make().report(ours());
    step("state", "lost");
    await settled();
    expect(JSON.stringify(kept())).not.toContain("lost");
  });
});

describe("of many errors", () => {
  test("equal ones go once a page", async () => {
    const reporter = make();
    for (let time = 0; time < 3; time++) {
      reporter.report(ours());
      await vi.advanceTimersByTimeAsync(120_000);
    }
    expect(sent).toHaveLength(1);
  });

  test("no more than three a minute go, and the others are not kept", async () => {
    const reporter = make();
    for (const name of ["a", "b", "c", "d"]) reporter.report(ours(name));
    await settled();
    expect(sent).toHaveLength(3);
    expect(kept()).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    reporter.report(ours("d"));
    await settled();
    expect(sent).toHaveLength(4);
  });
});

describe("what could not be sent", () => {
  test.each([
    ["offline", undefined],
    ["to a server that is busy", () => new Response("{}", { status: 429 })],
    ["to a server that is broken", () => new Response("{}", { status: 500 })],
    ["through a gateway that is", () => new Response("{}", { status: 503 })],
  ])("%s is kept, and sent as the same report when the next page asks for it", async (_, problem) => {
    answer = problem;
    make().report(ours());
    await settled();
    expect(keptIds()).toEqual(ids());
    answer = () => new Response("{}");
    vi.setSystemTime(NOW + 3_600_000);
    make().report();
    await settled();
    expect(event(1)).toEqual(event(0));
    expect(JSON.parse(lines(1)[0] ?? "").sent_at).toBe("2025-11-26T04:59:44.250Z");
    expect(localStorage.getItem(KEPT)).toBeNull();
  });

  test.each([200, 202, 400, 403, 404, 413, 415])("is not what was answered with %i", async (status) => {
    answer = () => new Response("{}", { status });
    make().report(ours());
    await settled();
    expect(localStorage.getItem(KEPT)).toBeNull();
  });

  test("is kept again if it still can not be", async () => {
    answer = undefined;
    make().report(ours());
    await settled();
    const [id] = keptIds();
    make().report();
    await settled();
    expect(keptIds()).toEqual([id]);
  });

  test("is left to the tab that takes it first", async () => {
    answer = undefined;
    make().report(ours());
    await settled();
    answer = () => new Response("{}");
    for (const tab of [make(), make()]) tab.report();
    await settled();
    expect(sent).toHaveLength(2);
  });

  test.each([
    ["after a day", 86_400_000],
    ["where the clock was set back by as much", -86_400_000],
  ])("is dropped %s", async (_, passed) => {
    answer = undefined;
    make().report(ours());
    await settled();
    vi.setSystemTime(NOW + passed);
    make().report();
    await settled();
    expect(sent).toHaveLength(1);
    expect(localStorage.getItem(KEPT)).toBeNull();
  });

  test("is five reports at the most, the newest", async () => {
    answer = undefined;
    const reporter = make();
    for (let at = 0; at < 7; at++) {
      reporter.report(ours(`k${at}`));
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(keptIds()).toEqual(ids().slice(2));
    expect(ids()).toHaveLength(7);
  });

  test.each(["{", "null", "7", '"x"', "{}", "[null]"])(
    "is nothing where something else lies there: %s",
    async (text) => {
      localStorage.setItem(KEPT, text);
      expect(() => make().report()).not.toThrow();
      await settled();
      expect(sent).toEqual([]);
      answer = undefined;
      make().report(ours());
      await settled();
      expect(kept()).toHaveLength(1);
    },
  );

  test("is no more than five reports, whatever lies there", async () => {
    localStorage.setItem(KEPT, JSON.stringify(Array(1_000).fill({ timestamp: NOW / 1000 })));
    make().report();
    await settled();
    expect(sent).toHaveLength(5);
  });

  test("is dropped where the browser keeps nothing, and that hurts nobody", async () => {
    vi.stubGlobal("localStorage", undefined);
    answer = undefined;
    const reporter = make();
    reporter.report(ours());
    reporter.report();
    await settled();
    expect(sent).toHaveLength(1);
  });
});

describe("a server that wants none for a while", () => {
  const busy = (headers: Record<string, string>) => () => new Response("{}", { status: 429, headers });

  test.each([
    [{ "X-Sentry-Rate-Limits": "120:error:organization" }, 120],
    [{ "X-Sentry-Rate-Limits": "7::organization" }, 7],
    [{}, 60],
    [{ "X-Sentry-Rate-Limits": "soon" }, 60],
  ])("gets none as long as it says: %o", async (headers, seconds) => {
    answer = busy(headers as Record<string, string>);
    const reporter = make();
    reporter.report(ours("a"));
    await settled();
    answer = () => new Response("{}");
    await vi.advanceTimersByTimeAsync(seconds * 1000 - 1);
    reporter.report(ours("b"));
    await settled();
    expect(sent).toHaveLength(1);
    expect(kept()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    reporter.report();
    await settled();
    expect(sent).toHaveLength(3);
  });
});

describe("who objects", () => {
  test("has nothing sent, nothing kept, and what was kept dropped", async () => {
    answer = undefined;
    const reporter = make();
    reporter.report(ours("a"));
    await settled();
    allowed = false;
    reporter.report(ours("b"));
    reporter.report();
    await settled();
    expect(sent).toHaveLength(1);
    expect(localStorage.getItem(KEPT)).toBeNull();
  });

  test("while a report is on its way has it called back, and not kept", async () => {
    const signals: AbortSignal[] = [];
    vi.stubGlobal("fetch", (_: string, { signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    });
    localStorage.setItem(KEPT, "[]");
    const reporter = make();
    reporter.report(ours());
    await settled();
    allowed = false;
    reporter.drop();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    await settled();
    expect(localStorage.getItem(KEPT)).toBeNull();
  });

  test("and takes it back is reported of from the next page on", async () => {
    const reporter = make();
    allowed = false;
    reporter.drop();
    allowed = true;
    answer = undefined;
    reporter.report(ours("a"));
    await settled();
    expect(localStorage.getItem(KEPT)).toBeNull();
    answer = () => new Response("{}");
    make().report(ours("b"));
    await settled();
    expect(event(sent.length - 1).exception.values[0].stacktrace.frames[0].function).toBe("b");
  });
});

test("it keeps no timers: there is nothing of it to end", async () => {
  const reporter = make();
  reporter.report(ours("a"));
  await settled();
  expect(vi.getTimerCount()).toBe(0);
});
