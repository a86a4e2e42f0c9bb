import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyView } from "../../src/chat/applyEvent.js";
import { OBJECTIONS } from "../../src/chat/objections.js";
import { VISIT } from "../../src/chat/storeNames.js";
import type * as Usage from "../../src/chat/usage.js";
import type { AnalysisModule } from "../../src/chat/usage.js";
import type { AvailabilityFile } from "../../src/loader/AvailabilityFile.js";
import { installTabs, uninstallTabs } from "./fakeTabs.js";

const OBJECTS = '{"analysis":true}';
const PART = { path: "/assets/analysis-1.js", integrity: "sha256-abc" };

const made = () => ({ follow: vi.fn(), note: vi.fn() });

/** Each test has its own: what the tests before it have loaded still listens to this window. */
let analysis: ReturnType<typeof made>;
const createAnalysis = vi.fn<AnalysisModule["createAnalysis"]>();
const load = vi.fn();
/** As it was read last. */
let file: { analysis?: AvailabilityFile["analysis"] };
const parts = vi.fn(() => load);

let usage: typeof Usage;
let objections: typeof import("../../src/chat/objections.js");
let forgetting: typeof import("../../src/chat/forgetting.js");

let consent: typeof import("../../src/chat/consent.js");
let ended: AbortController;
/** What the page holds of the visitor. */
let held: Usage.PanelUse["held"];

beforeEach(async () => {
  ended = new AbortController();
  held = {};
  vi.resetModules();
  vi.stubGlobal("ANALYSIS", PART);
  localStorage.clear();
  installTabs();
  analysis = made();
  const own = analysis;
  createAnalysis.mockImplementation(() => own);
  load.mockImplementation(async () => ({ createAnalysis }));
  usage = await import("../../src/chat/usage.js");
  objections = await import("../../src/chat/objections.js");
  forgetting = await import("../../src/chat/forgetting.js");
  consent = await import("../../src/chat/consent.js");
});

afterEach(() => {
  ended.abort();
  uninstallTabs();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  vi.restoreAllMocks();
});

function panel(mode: AvailabilityFile["analysis"], opened = 1): Usage.PanelUse {
  const read = {
    unanswered_seconds: 60,
    conversation_days: 30,
    contact: false,
    look: { texts: {}, style: "" },
    groups: {},
    ...(mode !== undefined && { analysis: mode }),
  };
  file = read;
  return {
    origin: "https://chat.test",
    locale: "en",
    root: document.createElement("div").attachShadow({ mode: "open" }),
    held,
    parts: parts as never,
    signal: ended.signal,
    availability: {
      state: "available",
      file: read,
      refresh: async () => {},
    },
    composer: { node: document.createElement("form") },
    lazy: { visitor: undefined, shown: { view: {} as never, unsent: [], typing: false }, missing: false },
    opened,
    refusal: "",
    gone: false,
  };
}

/** The panel as it is open, and all that it loads is there. */
async function follow(mode: AvailabilityFile["analysis"], opened = 1) {
  usage.followUsage(panel(mode, opened));
  await settle();
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
/** What the part heard of, first of that which was noted while it was on its way: what is left of it. */
const told = () => {
  const [, early = []] = createAnalysis.mock.lastCall ?? [];
  const barred = analysis.follow.mock.lastCall?.[2] ?? 0;
  return [...early.filter(([, at]) => at > barred), ...analysis.note.mock.calls];
};
const noted = () => told().map(([event]) => event.type);
const said = () => analysis.follow.mock.calls.map(([, allowed]) => allowed);
const isAllowed = () => createAnalysis.mock.lastCall?.[0]();
const allowed = () => analysis.follow.mock.lastCall?.[1];
const otherTab = (said: string) => {
  localStorage.setItem(OBJECTIONS, said);
  window.dispatchEvent(new StorageEvent("storage", { key: OBJECTIONS }));
};

describe("nothing is loaded, and nothing kept,", () => {
  test.each([
    ["where the site has no analysis", null, "{}", {}],
    ["where the file says nothing of it", undefined, "{}", {}],
    ["of who has objected", "opt_out", '{"analysis":true}', {}],
    ["of who has declined", "opt_in", '{"analysis":true}', {}],
    ["where Global Privacy Control asks for it", "opt_out", "{}", { globalPrivacyControl: true }],
    ["where Do Not Track asks for it", "opt_out", "{}", { doNotTrack: "1" }],
    ["where the browser asks for it of who has agreed", "opt_in", '{"analysis":false}', { doNotTrack: "1" }],
  ] as const)("%s", async (_, mode, said, asks) => {
    localStorage.setItem(OBJECTIONS, said);
    vi.stubGlobal("navigator", { ...asks, locks: navigator.locks });
    await follow(mode);
    usage.note({ type: "contact_form_sent" });
    await follow(mode, 2);
    expect(parts).not.toHaveBeenCalled();
    expect(noted()).toEqual([]);
  });

  test("on the chat's own pages", async () => {
    vi.stubGlobal("location", { origin: panel("opt_out", 1).origin });
    await follow("opt_out");
    expect(parts).not.toHaveBeenCalled();
  });

  test("before the panel is open", async () => {
    usage.note({ type: "contact_form_sent" });
    await settle();
    expect(parts).not.toHaveBeenCalled();
    await follow("opt_out");
    expect(noted()).toEqual([]);
  });
});

describe("an id that is kept in the browser", () => {
  test.each([
    ["goes where the site has no analysis any more", null, '{"analysis":false}', null],
    ["goes of who has declined", "opt_in", '{"analysis":true}', null],
    ["stays of who has agreed", "opt_in", '{"analysis":false}', "id"],
  ] as const)("%s", async (_, mode, said, left) => {
    localStorage.setItem(OBJECTIONS, said);
    localStorage.setItem(VISIT, "id");
    await follow(mode);
    expect(localStorage.getItem(VISIT)).toBe(left);
  });

  test("goes of who has agreed where the browser asks for it", async () => {
    localStorage.setItem(OBJECTIONS, '{"analysis":false}');
    localStorage.setItem(VISIT, "id");
    vi.stubGlobal("navigator", { globalPrivacyControl: true });
    await follow("opt_in");
    expect(localStorage.getItem(VISIT)).toBeNull();
  });
});

test("at an open panel the part is loaded by its name and hash, once, and follows it", async () => {
  await follow("opt_out");
  await follow("opt_out", 2);
  expect(parts).toHaveBeenCalledExactlyOnceWith(PART);
  expect(load).toHaveBeenCalledOnce();
  expect(analysis.follow.mock.calls.map(([use, is]) => [use.opened, is])).toEqual([
    [1, true],
    [2, true],
  ]);
});

test("what went wrong is noted at once", async () => {
  await follow("opt_out");
  usage.noteError("away");
  expect(analysis.note).toHaveBeenCalledExactlyOnceWith(
    { type: "error_shown", error: "away" },
    expect.any(Number),
  );
});

test("what has come into the log is noted, with the time at which it was", async () => {
  await follow("opt_out");
  vi.spyOn(performance, "now").mockReturnValueOnce(1e9);
  const [before, after] = [emptyView, { ...emptyView, earlier: true }];
  usage.noteTalk(before, after);
  expect(analysis.note.mock.calls).toEqual([[[before, after], 1e9]]);
});

test("what is noted while the part is on its way comes late, with the time at which it was", async () => {
  usage.followUsage(panel("opt_out"));
  vi.spyOn(performance, "now").mockReturnValueOnce(1e9);
  usage.note({ type: "contact_form_sent" });
  expect(analysis.note).not.toHaveBeenCalled();
  await settle();
  expect(told()).toEqual([[{ type: "contact_form_sent" }, 1e9]]);
});

test("who objects while the part is on its way is left alone", async () => {
  usage.followUsage(panel("opt_out"));
  usage.note({ type: "contact_form_sent" });
  objections.setObjection("analysis", true);
  objections.setObjection("analysis");
  await settle();
  expect(noted()).toEqual([]);
});

describe("a part that can not be loaded", () => {
  test("is asked for again when the panel is opened again, and not before", async () => {
    load.mockRejectedValueOnce(new TypeError("away"));
    await follow("opt_out");
    await follow("opt_out");
    expect(load).toHaveBeenCalledOnce();
    await follow("opt_out", 2);
    expect(load).toHaveBeenCalledTimes(2);
    // By the same loader, which knows that its first address did not do.
    expect(parts).toHaveBeenCalledOnce();
    expect(allowed()).toBe(true);
  });

  test("leaves nothing of what was noted meanwhile", async () => {
    load.mockRejectedValueOnce(new TypeError("away"));
    usage.followUsage(panel("opt_out"));
    usage.note({ type: "contact_form_sent" });
    await settle();
    usage.note({ type: "contact_form_sent" });
    await follow("opt_out", 2);
    expect(noted()).toEqual([]);
  });
});

describe("where the visitor is asked first", () => {
  test("the part asks, and nothing is noted", async () => {
    usage.followUsage(panel("opt_in"));
    usage.note({ type: "contact_form_sent" });
    await settle();
    usage.note({ type: "contact_form_sent" });
    expect(allowed()).toBe(false);
    expect(noted()).toEqual([]);
  });

  test("it begins when the visitor agrees, here or in another tab", async () => {
    await follow("opt_in");
    objections.setObjection("analysis", false);
    expect(allowed()).toBe(true);
    usage.note({ type: "contact_form_sent" });
    expect(noted()).toEqual(["contact_form_sent"]);
  });

  test("it begins in all tabs", async () => {
    await follow("opt_in");
    otherTab('{"analysis":false}');
    expect(allowed()).toBe(true);
  });

  test("who was asked by the page is not asked, and nothing of that is stored", async () => {
    consent.setConsent("granted");
    await follow("opt_in");
    expect([allowed(), localStorage.length]).toEqual([true, 0]);
  });

  test("it begins when the page has asked", async () => {
    await follow("opt_in");
    consent.setConsent("granted");
    expect(allowed()).toBe(true);
  });

  test("the browser's own wish outweighs what the page says", async () => {
    vi.stubGlobal("navigator", { globalPrivacyControl: true });
    consent.setConsent("granted");
    await follow("opt_in");
    expect(parts).not.toHaveBeenCalled();
  });

  test("who has agreed before is not asked", async () => {
    localStorage.setItem(OBJECTIONS, '{"analysis":false}');
    await follow("opt_in");
    expect(allowed()).toBe(true);
  });

  test("who declines is left alone", async () => {
    await follow("opt_in");
    objections.setObjection("analysis", true);
    expect(allowed()).toBeUndefined();
    usage.note({ type: "contact_form_sent" });
    expect(noted()).toEqual([]);
  });
});

describe("objecting holds at once", () => {
  test.each([
    ["here", () => objections.setObjection("analysis", true)],
    ["in another tab", () => otherTab('{"analysis":true}')],
    ["to the page", () => consent.setConsent("denied")],
  ])("%s", async (_, act) => {
    await follow("opt_out");
    act();
    expect(said()).toEqual([true, undefined]);
    usage.note({ type: "contact_form_sent" });
    expect(noted()).toEqual([]);
    await follow("opt_out", 2);
    expect(said()).toEqual([true, undefined, undefined]);
  });

  test.each([
    ["by an objection that this page was not told of", () => localStorage.setItem(OBJECTIONS, OBJECTS)],
    ["by Global Privacy Control", () => vi.stubGlobal("navigator", { globalPrivacyControl: true })],
    ["by Do Not Track", () => vi.stubGlobal("navigator", { doNotTrack: "1" })],
    ["by the site", () => (file.analysis = null)],
  ])("also %s, while nothing of the panel changes", async (_, act) => {
    await follow("opt_out");
    expect(isAllowed()).toBe(true);
    act();
    usage.note({ type: "contact_form_sent" });
    expect(noted()).toEqual([]);
    expect(isAllowed()).toBeUndefined();
  });

  test("for what was noted while the part is on its way, too", async () => {
    usage.followUsage(panel("opt_out"));
    usage.note({ type: "contact_form_sent" });
    localStorage.setItem(OBJECTIONS, OBJECTS);
    await settle();
    expect(noted()).toEqual([]);
  });

  test("and what is taken back is late for an opening of before, and not for the next", async () => {
    localStorage.setItem(OBJECTIONS, OBJECTS);
    await follow("opt_out");
    objections.setObjection("analysis");
    await settle();
    const barred = analysis.follow.mock.lastCall?.[2];
    expect([allowed(), barred > 1]).toEqual([true, true]);
    await follow("opt_out", 2);
    // An opening after that is as it is.
    expect(analysis.follow.mock.lastCall?.slice(1)).toEqual([true, barred]);
  });

  test("and can be taken back, which is noted although nothing was loaded", async () => {
    localStorage.setItem(OBJECTIONS, '{"analysis":true}');
    await follow("opt_out");
    objections.setObjection("analysis");
    usage.note({ type: "setting_changed", setting: "analysis", on: true });
    await settle();
    expect(noted()).toEqual(["setting_changed"]);
  });
});

test.each([
  ["forgotten", undefined, false],
  ["erased", true, true],
] as const)("who has everything %s in this browser is left alone", async (what, after, goesOn) => {
  await follow("opt_out");
  forgetting.tellForgetting(what);
  await settle();
  expect(said()).toEqual([true, after]);
  objections.setObjection("analysis", false);
  await follow("opt_out", 2);
  usage.note({ type: "contact_form_sent" });
  expect(noted().length > 0).toBe(goesOn);
});

test("who has everything forgotten is left alone by the panel of another language, too", async () => {
  await follow("opt_out");
  forgetting.tellForgetting("forgotten");
  await settle();
  ended.abort();
  ended = new AbortController();
  vi.resetModules();
  usage = await import("../../src/chat/usage.js");
  createAnalysis.mockClear();
  await follow("opt_out", 2);
  expect(createAnalysis).not.toHaveBeenCalled();
});

describe("when the panel ends", () => {
  test("it is followed no more, and the next one begins anew, by its own loader", async () => {
    await follow("opt_out");
    const last = panel("opt_out", 2);
    ended.abort();
    // What the part sends at its end may ask first.
    expect(isAllowed()).toBe(true);
    await settle();
    usage.followUsage(last);
    objections.setObjection("analysis", true);
    objections.setObjection("analysis");
    usage.note({ type: "contact_form_sent" });
    await settle();
    expect(said()).toEqual([true]);
    expect(noted()).toEqual([]);
    ended = new AbortController();
    await follow("opt_out", 3);
    expect([parts, createAnalysis].map(({ mock }) => mock.calls.length)).toEqual([2, 2]);
  });

  test("a part that comes later is not begun", async () => {
    usage.followUsage(panel("opt_out"));
    ended.abort();
    await settle();
    expect(createAnalysis).not.toHaveBeenCalled();
  });
});
