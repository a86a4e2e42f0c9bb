import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Analysis, createAnalysis } from "../../src/analysis/createAnalysis.js";
import { now } from "../../src/chat/now.js";
import { VISIT } from "../../src/chat/storeNames.js";
import type { PanelUse, Told } from "../../src/chat/usage.js";
import type { UsageBatch } from "../../src/protocol/requests.js";
import { show } from "../chat/fakeTabs.js";
import { message, opened } from "../chat/samples.js";
import { panelUse } from "./panelUse.js";

const ASKING = {
  de: { path: "/assets/asking-de-1.js", integrity: "" },
  en: { path: "/assets/asking-en-1.js", integrity: "" },
};

let analysis: Analysis;
let sent: UsageBatch[];
/** As `usage` sees it when something is about to be sent. */
let allowed: boolean | undefined;

const look = (use: PanelUse, now: boolean | undefined, barred = 0) => {
  allowed = now;
  analysis.follow(use, now, barred);
};
const follow = (use: PanelUse, barred?: number) => look(use, true, barred);
const ask = (use: PanelUse) => look(use, false);
const stop = () => look(panelUse(), undefined);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("visible");
  vi.stubGlobal("ASKING", ASKING);
  vi.stubGlobal("Request", { prototype: { keepalive: false } });
  localStorage.clear();
  sent = [];
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body));
    return new Response("{}", { status: 202 });
  });
  allowed = true;
  analysis = createAnalysis(() => allowed, []);
});

afterEach(() => {
  stop();
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function events() {
  await vi.advanceTimersByTimeAsync(15_000);
  return sent.flatMap(({ events }) => events).map(({ age: _, ...event }) => event);
}

const error = (error: string) => ({ type: "error_shown", error });
const OPENED = { type: "widget_opened" };

describe("where it is allowed", () => {
  test("each opening of the panel is noted, and not each look at it", async () => {
    const use = panelUse();
    for (const opened of [1, 1, 2, 2]) follow({ ...use, opened });
    expect(await events()).toEqual([OPENED, OPENED]);
  });

  test.each([
    ["when it was opened, however long the part was on its way", false, 23_000],
    ["when it became so, where it was not before", true, 15_000],
  ])("the opening is noted as of %s", async (_, isLate, age) => {
    await vi.advanceTimersByTimeAsync(1);
    const opened = now();
    await vi.advanceTimersByTimeAsync(8_000);
    follow(panelUse({ opened }), isLate ? now() : 0);
    await events();
    expect(sent[0]?.events).toEqual([{ ...OPENED, age }]);
  });

  test("in opt_out an id that was kept once goes, in opt_in it stays", () => {
    localStorage.setItem(VISIT, "id");
    follow(panelUse({ mode: "opt_in" }));
    expect(localStorage.getItem(VISIT)).toBe("id");
    follow(panelUse());
    expect(localStorage.getItem(VISIT)).toBeNull();
  });

  test("an error is noted when it appears, and again when it comes back", async () => {
    const use = panelUse();
    for (const refusal of ["", "no", "no", "", "no"]) follow({ ...use, refusal });
    expect(await events()).toEqual([OPENED, error("refused"), error("refused")]);
  });

  test("an error beside another is noted for itself", async () => {
    const use = panelUse();
    follow({ ...use, gone: true });
    follow({ ...use, gone: true, refusal: "no" });
    expect(await events()).toEqual([OPENED, error("missing"), error("refused")]);
  });

  test("each message that fails is noted", async () => {
    const use = panelUse();
    const unsent = ["m1", "m2"].map((client_message_id) => ({
      ...{ client_message_id, text: "secret-text", cursor: null, failed: true },
    }));
    for (const count of [1, 1, 2, 0, 1]) {
      const shown = { ...use.lazy.shown, unsent: unsent.slice(0, count) };
      follow({ ...use, lazy: { ...use.lazy, shown } });
    }
    expect(await events()).toEqual([OPENED, error("not_sent"), error("not_sent"), error("not_sent")]);
    expect(JSON.stringify(sent)).not.toMatch(/secret-text|m1/);
  });

  test("what a tab shows that is hidden is before nobody's eyes", async () => {
    const use = panelUse({ refusal: "no" });
    show("hidden");
    follow(use);
    expect(await events()).toEqual([OPENED]);
    show("visible");
    follow(use);
    expect(await events()).toEqual([OPENED, error("refused")]);
  });

  test("what the other parts note is sent with its own time", async () => {
    follow(panelUse());
    await vi.advanceTimersByTimeAsync(3_000);
    analysis.note({ type: "contact_form_sent" }, now() - 1_000);
    await events();
    expect(sent[0]?.events).toEqual([
      { type: "widget_opened", age: 14_999 },
      { type: "contact_form_sent", age: 13_000 },
    ]);
  });

  test("what was noted before the part was there is sent, if it was allowed from then on", async () => {
    const count = (at: number): Told => [{ type: "messages_sent", count: at }, at];
    analysis = createAnalysis(() => allowed, [count(1), count(2), count(3)]);
    const use = panelUse();
    stop();
    follow(use, 2);
    follow(use);
    expect(await events()).toEqual([OPENED, { type: "messages_sent", count: 3 }]);
  });

  test("what has come into the log is counted, as of when it came", async () => {
    follow(panelUse());
    const at = now();
    await vi.advanceTimersByTimeAsync(3_000);
    const before = { ...opened("c", []), behind: false };
    analysis.note([before, { ...before, entries: [message(1, "agent")] }], at);
    await events();
    expect(sent[0]?.events.at(-1)).toEqual({ type: "messages_received", count: 1, age: 15_000 });
  });

  test("nothing of what the panel holds is sent", async () => {
    follow(panelUse());
    await events();
    expect(Object.keys(sent[0] ?? {}).sort()).toEqual(
      ["batch_id", "events", "height", "locale", "page", "visit_id", "width"].sort(),
    );
  });

  test.each([
    ["opt_out", false],
    ["opt_in", true],
  ] as const)("in %s the technical id is stored: %s", async (mode, isStored) => {
    follow(panelUse({ mode }));
    await events();
    expect(localStorage.getItem(VISIT)?.startsWith(sent[0]?.visit_id ?? "?") ?? false).toBe(isStored);
    expect(localStorage).toHaveLength(isStored ? 1 : 0);
  });
});

describe("what is stopped", () => {
  test("is dropped, and begins with another technical id", async () => {
    const use = panelUse();
    follow(use);
    await events();
    analysis.note({ type: "contact_form_sent" }, now());
    stop();
    show("hidden");
    expect(await events()).toEqual([OPENED]);
    show("visible");
    follow({ ...use, opened: 2 });
    expect(await events()).toEqual([OPENED, OPENED]);
    expect(new Set(sent.map(({ visit_id }) => visit_id)).size).toBe(2);
  });

  test("was perhaps never begun", () => {
    expect(() => stop()).not.toThrow();
  });

  test("by what nobody is told of, as a browser's setting, is not sent either", async () => {
    follow(panelUse());
    allowed = undefined;
    expect(await events()).toEqual([]);
    allowed = true;
    expect(await events()).toEqual([]);
  });

  test("because the agreement is gone is dropped, too", async () => {
    const use = panelUse({ mode: "opt_in" });
    follow(use);
    localStorage.setItem(VISIT, "id");
    ask(use);
    expect(localStorage.getItem(VISIT)).toBeNull();
    show("hidden");
    expect(await events()).toEqual([]);
  });
});

describe("where the visitor is asked first", () => {
  const parts = vi.fn();

  beforeEach(() => {
    parts.mockReturnValue(() => import("../../src/analysis/createNotice.js"));
  });

  afterEach(() => void parts.mockReset());

  const question = ({ root }: PanelUse) => root.querySelector(".asking");
  const asked = (use: PanelUse) => vi.waitFor(() => expect(question(use)).not.toBeNull());
  const gone = (use: PanelUse) => vi.waitFor(() => expect(question(use)).toBeNull());

  test("the question is loaded in the visitor's language and asked once", async () => {
    const use = panelUse({ mode: "opt_in", parts: parts as never });
    ask(use);
    ask(use);
    await asked(use);
    expect(parts).toHaveBeenCalledExactlyOnceWith(ASKING.en);
    expect(use.root.querySelectorAll(".asking")).toHaveLength(1);
  });

  test("nothing is noted before the answer, and after a yes the panel is open", async () => {
    const use = panelUse({ mode: "opt_in", parts: parts as never });
    ask(use);
    analysis.note({ type: "contact_form_sent" }, 0);
    expect(await events()).toEqual([]);
    follow(use);
    expect(await events()).toEqual([OPENED]);
    await gone(use);
  });

  test.each([
    ["a yes", (use: PanelUse) => follow(use)],
    ["a no", () => stop()],
  ])("the question goes with %s, also from elsewhere and while it is on its way", async (_, answer) => {
    const use = panelUse({ mode: "opt_in", parts: parts as never });
    ask(use);
    answer(use);
    await vi.waitFor(() => expect(parts).toHaveBeenCalled());
    await vi.advanceTimersByTimeAsync(100);
    await gone(use);
  });

  test("a question that can not be loaded is not asked, and nothing is noted", async () => {
    parts.mockReturnValue(async () => {
      throw new TypeError("away");
    });
    const use = panelUse({ mode: "opt_in", parts: parts as never });
    ask(use);
    expect(await events()).toEqual([]);
    expect(question(use)).toBeNull();
    stop();
  });
});
