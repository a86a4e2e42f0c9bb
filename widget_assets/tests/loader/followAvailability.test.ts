import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { followAvailability } from "../../src/loader/followAvailability.js";

const NOW = 1_750_000_000_000;
const IN_TWO_MINUTES = NOW / 1000 + 120;

let onChange: ReturnType<typeof vi.fn<() => void>>;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  onChange = vi.fn();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const file = (state: string, valid_until: number, more: object = {}) => ({
  unanswered_seconds: 45,
  contact: true,
  analysis: "opt_in",
  groups: { service: { state, valid_until }, ...more },
});

const answer = (body: unknown) => ({ json: async () => body });
const answers = (body: unknown) => vi.fn().mockResolvedValue(answer(body));

async function read(body: unknown) {
  vi.stubGlobal("fetch", answers(body));
  const availability = followAvailability("https://chat.test", onChange);
  await availability.refresh();
  return availability;
}

test("the file of the page's host is asked for without cookies", async () => {
  vi.stubGlobal("location", { host: "shop.test:8080" });
  await read(file("available", IN_TWO_MINUTES));
  const [url, init] = vi.mocked(fetch).mock.lastCall ?? [];
  expect(url).toBe("https://chat.test/availability/shop.test:8080.json");
  expect(init).toBeUndefined();
});

test("nothing is asked for before it is told to", () => {
  vi.stubGlobal("fetch", vi.fn());
  const availability = followAvailability("https://chat.test", onChange);
  expect([availability.state, availability.file]).toEqual(["offline", undefined]);
  expect(fetch).not.toHaveBeenCalled();
});

test.each(["available", "busy", "offline"])("%s is what the file says", async (state) => {
  const availability = await read(file(state, IN_TWO_MINUTES));
  expect(availability.state).toBe(state);
  expect(availability.file).toMatchObject({ unanswered_seconds: 45, contact: true, analysis: "opt_in" });
  expect(onChange).toHaveBeenCalledOnce();
});

test("the site's first group counts", async () => {
  const sales = { state: "available", valid_until: IN_TWO_MINUTES };
  expect((await read(file("busy", IN_TWO_MINUTES, { sales }))).state).toBe("busy");
});

describe("offline is", () => {
  test("a state whose time is over", async () => {
    expect((await read(file("available", NOW / 1000 - 1))).state).toBe("offline");
  });

  test("a state whose time ends while the page is open, and the page is told", async () => {
    const availability = await read(file("available", IN_TWO_MINUTES));
    vi.advanceTimersByTime(119_999);
    expect(availability.state).toBe("available");
    expect(onChange).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(1);
    expect(availability.state).toBe("offline");
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  test("after five minutes what a browser with a clock far behind would believe for days", async () => {
    const availability = await read(file("available", NOW / 1000 + 864_000));
    vi.advanceTimersByTime(299_999);
    expect(availability.state).toBe("available");
    vi.advanceTimersByTime(1);
    expect(availability.state).toBe("offline");
  });

  test.each([undefined, null, [], {}, { groups: {} }, { groups: { service: null } }])(
    "a file of %j",
    async (body) => {
      expect((await read(body)).state).toBe("offline");
      expect(onChange).toHaveBeenCalledOnce();
    },
  );

  test("a file that can not be had", async () => {
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
    const availability = followAvailability("https://chat.test", onChange);
    await availability.refresh();
    expect(availability.state).toBe("offline");
  });
});

test("a failure leaves what was read before, until that lapses", async () => {
  const availability = await read(file("available", IN_TWO_MINUTES));
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  await availability.refresh();
  expect(availability.state).toBe("available");
  vi.stubGlobal("fetch", answers({ groups: { service: null } }));
  await availability.refresh();
  expect(availability.file).toMatchObject({ unanswered_seconds: 45 });
  vi.advanceTimersByTime(120_000);
  expect(availability.state).toBe("offline");
});

test("what is read anew holds longer", async () => {
  const availability = await read(file("available", IN_TWO_MINUTES));
  vi.stubGlobal("fetch", answers(file("available", IN_TWO_MINUTES + 60)));
  await availability.refresh();
  vi.advanceTimersByTime(179_000);
  expect(availability.state).toBe("available");
});
