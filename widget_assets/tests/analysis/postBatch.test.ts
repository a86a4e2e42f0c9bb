import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { postBatch } from "../../src/analysis/postBatch.js";
import type { UsageBatch } from "../../src/protocol/requests.js";

const BATCH = { batch_id: "b".repeat(32) } as UsageBatch;
const URL = "https://chat.test/api/events";

const sendBeacon = vi.fn();

beforeEach(() => {
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response("{}", { status: 202 })));
  vi.stubGlobal("navigator", { sendBeacon });
  vi.stubGlobal("Request", { prototype: { keepalive: false } });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

const post = (isLeaving = false) =>
  postBatch("https://chat.test", BATCH, isLeaving, new AbortController().signal);

describe("a batch", () => {
  test.each([false, true])(
    "needs no preflight, survives the page and says nothing of who it is: %s",
    async (is) => {
      await post(is);
      expect(fetch).toHaveBeenCalledExactlyOnceWith(URL, {
        method: "POST",
        body: JSON.stringify(BATCH),
        keepalive: true,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: expect.any(AbortSignal),
      });
      expect(sendBeacon).not.toHaveBeenCalled();
    },
  );

  test.each([
    [202, true],
    [200, true],
    [400, true],
    [403, true],
    [404, true],
    [413, true],
    [429, false],
    [500, false],
    [502, false],
    [503, false],
    [504, false],
  ])("answered with %i is decided: %s", async (status, isDecided) => {
    vi.mocked(fetch).mockResolvedValue(new Response("{}", { status }));
    expect(await post()).toBe(isDecided);
  });

  test("without an answer is not decided", async () => {
    vi.mocked(fetch).mockRejectedValue(new TypeError("away"));
    expect(await post()).toBe(false);
  });
});

describe("where requests do not survive the page", () => {
  beforeEach(() => void vi.stubGlobal("Request", { prototype: {} }));

  test.each([true, false])(
    "a page that is left sends a beacon, and knows that it was taken: %s",
    async (taken) => {
      sendBeacon.mockReturnValue(taken);
      expect(await post(true)).toBe(taken);
      expect(sendBeacon).toHaveBeenCalledExactlyOnceWith(URL, JSON.stringify(BATCH));
      expect(fetch).not.toHaveBeenCalled();
    },
  );

  test("a page that stays asks, as it can hear the answer", async () => {
    await post(false);
    expect(fetch).toHaveBeenCalledOnce();
    expect(sendBeacon).not.toHaveBeenCalled();
  });
});
