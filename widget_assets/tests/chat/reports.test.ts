import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tellForgetting } from "../../src/chat/forgetting.js";
import { OBJECTIONS, setObjection } from "../../src/chat/objections.js";
import type { report } from "../../src/chat/reports.js";
import { forgetObjections } from "../../src/privacy/forgetObjections.js";
import type { ReporterOptions } from "../../src/reporting/createReporter.js";
import type { Parts } from "../../src/widget/createParts.js";
import { ORIGIN, ours, thrown } from "../reporting/samples.js";
import { installTabs, uninstallTabs } from "./fakeTabs.js";

const PART = { path: "/assets/reporting-0123456789ab.js", integrity: "sha256-r" };
const PANEL = `${ORIGIN}/assets/panel-d6bf4188f255.js?1`;

const makeReporter = () => ({ report: vi.fn(), drop: vi.fn() });

/** The page's own: those of the pages before go on listening. */
let reporter = makeReporter();
const createReporter = vi.fn((_: ReporterOptions) => reporter);
vi.mock("../../src/reporting/createReporter.js", () => ({
  createReporter: (options: ReporterOptions) => createReporter(options),
}));

const load = vi.fn(() => import("../../src/reporting/sendReport.js"));
const parts = vi.fn((_: unknown) => load);
let ended = new AbortController();
let place: { origin: string; parts: Parts; signal: AbortSignal };

let told: typeof report;

beforeEach(async () => {
  vi.stubGlobal("REPORTING", PART);
  installTabs();
  localStorage.clear();
  ended = new AbortController();
  place = { origin: ORIGIN, parts: parts as unknown as Parts, signal: ended.signal };
  reporter = makeReporter();
  // Each test is a page of its own.
  vi.resetModules();
  told = (await import("../../src/chat/reports.js")).report;
});

afterEach(() => {
  ended.abort();
  uninstallTabs();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  forgetObjections();
});

test("an error of ours brings the part, once, and is reported by it", async () => {
  const [first, second] = [ours("a"), ours("b")];
  await Promise.all([told(place, PANEL, first), told(place, PANEL, second)]);
  expect(parts).toHaveBeenCalledExactlyOnceWith(PART);
  expect(createReporter).toHaveBeenCalledExactlyOnceWith({
    origin: ORIGIN,
    release: "widget@d6bf4188f255",
    isAllowed: expect.any(Function),
  });
  expect(reporter.report.mock.calls).toEqual([[first], [second]]);
});

test("without an error what could not be sent before is asked for", async () => {
  await told(place, PANEL);
  expect(reporter.report.mock.calls).toEqual([[undefined]]);
});

test("for an error of the page's own nothing is loaded", async () => {
  const stack = `TypeError: no\n    at fetch (https://shop.test/x.js:1:2)\n    at a (${ORIGIN}/assets/core-1.js:1:2)`;
  await told(place, PANEL, thrown(stack));
  expect(load).not.toHaveBeenCalled();
});

test("a part that can not be loaded is told to the caller, and tried again with the next error", async () => {
  load.mockRejectedValueOnce(new TypeError("away"));
  await expect(told(place, PANEL, ours("a"))).rejects.toThrow("away");
  await told(place, PANEL, ours("b"));
  expect(reporter.report).toHaveBeenCalledOnce();
});

describe("without a network", () => {
  beforeEach(() => {
    vi.stubGlobal("navigator", { onLine: false });
    load.mockRejectedValueOnce(new TypeError("away"));
  });

  test("the part is brought once there is one again", async () => {
    const error = ours();
    await told(place, PANEL, error);
    expect(load).toHaveBeenCalledOnce();
    expect(reporter.report).not.toHaveBeenCalled();
    dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(reporter.report.mock.calls).toEqual([[error]]));
    dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(load).toHaveBeenCalledTimes(2);
  });

  test("an error for which it can not be brought then either is nobody's concern", async () => {
    load.mockRejectedValueOnce(new TypeError("away"));
    await told(place, PANEL, ours());
    vi.stubGlobal("navigator", { onLine: true });
    dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(load).toHaveBeenCalledTimes(2);
    expect(reporter.report).not.toHaveBeenCalled();
  });

  test("who has objected meanwhile has nothing reported", async () => {
    await told(place, PANEL, ours());
    setObjection("errors", true);
    dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(load).toHaveBeenCalledOnce();
    expect(createReporter).not.toHaveBeenCalled();
  });
});

describe("who objects", () => {
  test("does not even load the part", async () => {
    localStorage.setItem(OBJECTIONS, '{"errors":true}');
    await told(place, PANEL, ours());
    await told(place, PANEL);
    expect(load).not.toHaveBeenCalled();
  });

  test("to the analysis alone has errors reported", async () => {
    localStorage.setItem(OBJECTIONS, '{"analysis":true}');
    await told(place, PANEL, ours());
    expect(reporter.report).toHaveBeenCalledOnce();
  });

  test("here or in another tab has all dropped at once", async () => {
    await told(place, PANEL, ours());
    const isAllowed = createReporter.mock.calls[0]?.[0].isAllowed;
    expect(isAllowed?.()).toBe(true);
    const { setObjection: setObjectionHere } = await import("../../src/chat/objections.js");
    setObjectionHere("analysis", true);
    expect(reporter.drop).not.toHaveBeenCalled();
    setObjectionHere("errors", true);
    expect([reporter.drop.mock.calls.length, isAllowed?.()]).toEqual([1, false]);
    window.dispatchEvent(new StorageEvent("storage", { key: OBJECTIONS }));
    expect(reporter.drop).toHaveBeenCalledTimes(2);
  });

  test("while the part is on its way has nothing sent by it", async () => {
    const loading = told(place, PANEL, ours());
    setObjection("errors", true);
    await loading;
    expect(createReporter.mock.calls[0]?.[0].isAllowed()).toBe(false);
  });
});

test.each(["forgotten", "erased"] as const)(
  "what is kept is dropped in all tabs when it is %s",
  async (what) => {
    await told(place, PANEL, ours());
    tellForgetting(what);
    await vi.waitFor(() => expect(reporter.drop).toHaveBeenCalledOnce());
  },
);

test("where the page denies it nothing is loaded, and what waits is dropped at once", async () => {
  await told(place, PANEL, ours("a"));
  const { setConsent } = await import("../../src/chat/consent.js");
  setConsent("denied");
  expect(reporter.drop).toHaveBeenCalledOnce();
  expect(createReporter.mock.calls[0]?.[0].isAllowed()).toBe(false);
  await told(place, PANEL, ours("b"));
  expect(reporter.report).toHaveBeenCalledOnce();
});

describe("when the panel ends", () => {
  test("nothing is reported any more, and the next panel has a reporter of its own", async () => {
    await told(place, PANEL, ours("a"));
    ended.abort();
    await told(place, PANEL, ours("b"));
    expect(reporter.report).toHaveBeenCalledOnce();
    const { setObjection: setObjectionHere } = await import("../../src/chat/objections.js");
    setObjectionHere("errors", true);
    tellForgetting("erased");
    expect(reporter.drop).not.toHaveBeenCalled();
    setObjectionHere("errors");
    await told({ ...place, signal: new AbortController().signal }, PANEL, ours("c"));
    expect(createReporter).toHaveBeenCalledTimes(2);
  });

  test("while the part is on its way none is made of it", async () => {
    const telling = told(place, PANEL, ours());
    ended.abort();
    await telling;
    expect(createReporter).not.toHaveBeenCalled();
  });

  test("it does not wait for a network any more", async () => {
    vi.stubGlobal("navigator", { onLine: false });
    load.mockRejectedValueOnce(new TypeError("away"));
    void told(place, PANEL, ours());
    await vi.waitFor(() => expect(load).toHaveBeenCalledOnce());
    await new Promise((resolve) => setTimeout(resolve));
    ended.abort();
    dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(load).toHaveBeenCalledOnce();
  });
});
