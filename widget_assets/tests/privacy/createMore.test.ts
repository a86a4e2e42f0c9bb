import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setConsent } from "../../src/chat/consent.js";
import { createOutbox } from "../../src/chat/createOutbox.js";
import type { Talk } from "../../src/chat/createTalk.js";
import { ERASURES, settled } from "../../src/chat/database.js";
import { tellForgetting } from "../../src/chat/forgetting.js";
import { inStore } from "../../src/chat/inStore.js";
import { keptVisitorKey } from "../../src/chat/keptVisitorKey.js";
import { agreed, OBJECTIONS, objected, setObjection } from "../../src/chat/objections.js";
import { FORM_SENT, REPORTS, VISIT } from "../../src/chat/storeNames.js";
import { note, noteError } from "../../src/chat/usage.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import type { AvailabilityFile } from "../../src/loader/AvailabilityFile.js";
import { createMore, type More } from "../../src/privacy/createMore.js";
import { createRights } from "../../src/privacy/createRights.js";
import { forgetObjections } from "../../src/privacy/forgetObjections.js";
import { menu, panel as panelTexts, privacy } from "../../src/texts/en.js";
import { element } from "../../src/widget/element.js";
import type { HeldKey, View } from "../../src/widget/View.js";
import { installTabs, uninstallTabs } from "../chat/fakeTabs.js";
import { message, opened } from "../chat/samples.js";
import { countListeners } from "../countListeners.js";
import { CONTACT_AT, nameOf, ORIGIN, RECEIPT, serve, visitorWithEverything } from "./samples.js";

const { form, createFormView } = vi.hoisted(() => {
  const view = {
    node: document.createElement("p"),
    title: "Contact form",
    show: vi.fn(),
    hide: vi.fn(),
    take: vi.fn(),
    prefill: vi.fn(),
    forget: vi.fn(),
  };
  view.node.textContent = "the form";
  return { form: view, createFormView: vi.fn(() => view) };
});
const onReceived = vi.fn();
const talk = vi.fn<() => Talk | undefined>(() => undefined);

vi.mock("../../src/form/createFormView.js", () => ({ createFormView }));

vi.mock("../../src/chat/usage.js", async (original) => ({
  ...(await original<object>()),
  note: vi.fn(),
  noteError: vi.fn(),
}));

const RIGHTS = { path: "/assets/rights-en-1.js", integrity: "sha256-def" };
const en = { ...menu, ...privacy };
const titles = Object.entries(en.titles);
const [, ...views] = titles;

const SITE: AvailabilityFile = {
  unanswered_seconds: 60,
  conversation_days: 90,
  contact: true,
  analysis: "opt_out",
  groups: {},
  look: { texts: {}, style: "" },
};

let held: HeldKey;
let root: ShadowRoot;
let slot: HTMLElement;
let menuFrame: HTMLElement;
let more: More;
let saved: Map<string, Blob>;

const loadRights = vi.fn();
let ended: AbortController;
const onError = vi.fn();
const onNews = vi.fn();
const onSent = vi.fn();
const onForget = vi.fn();
const focusIn = vi.fn();
const said = vi.fn(() => "");
const known = vi.fn(() => ({}));
let site: AvailabilityFile;
const cover = vi.fn((view?: Pick<View, "node" | "title">) =>
  slot.replaceChildren(...(view ? [view.node] : [])),
);

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("RIGHTS", RIGHTS);
  ended = new AbortController();
  localStorage.clear();
  installTabs();
  held = {};
  site = SITE;
  saved = new Map();
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    const url = `blob:${saved.size}`;
    saved.set(url, blob as Blob);
    return url;
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => void saved.delete(url));
  loadRights.mockImplementation(async () => ({ createRights }));
  const host = element("div");
  root = host.attachShadow({ mode: "open" });
  menuFrame = element("div", {}, element("button", { "aria-label": "Menu" }));
  slot = element("div");
  root.append(menuFrame, slot);
  document.body.append(host);
  more = make();
});

afterEach(() => {
  ended.abort();
  setConsent(undefined);
  document.body.replaceChildren();
  uninstallTabs();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  forgetObjections();
});

const make = () =>
  createMore({
    origin: ORIGIN,
    locale: "en",
    root,
    held,
    signal: ended.signal,
    menuFrame,
    cover,
    focusIn,
    said,
    known,
    availability: {
      get file() {
        return site;
      },
    },
    panelTexts,
    talk,
    onError,
    onNews,
    onSent,
    onReceived,
    onForget,
    parts: (() => loadRights) as never,
  });

const items = () => [...root.querySelectorAll<HTMLElement>("[role=menuitem]")];

/** And waits until what it leads to is there. */
async function choose(title: string) {
  more.toggleMenu();
  items()
    .find(({ textContent }) => textContent === title)
    ?.click();
  await vi.waitFor(() => expect(slot.textContent).not.toContain(en.loading));
}

const press = (label: string) =>
  [...slot.querySelectorAll("button")].find(({ textContent }) => textContent === label)?.click();

const shows = (text: string) => vi.waitFor(() => expect(slot.textContent).toContain(text));
const databases = async () => (await indexedDB.databases()).length;

describe("the menu", () => {
  test("leads to everything, and to the form if the site has one", () => {
    more.toggleMenu();
    expect(items().map(({ textContent }) => textContent)).toEqual(Object.values(en.titles));
    more.toggleMenu();
    site = { ...site, contact: false };
    more.toggleMenu();
    expect(items().map(({ textContent }) => textContent)).toEqual(views.map(([, title]) => title));
  });

  test.each(views)("shows %s with its title", async (_, title) => {
    await choose(title);
    expect(cover.mock.lastCall?.[0]?.title).toBe(title);
    expect(slot.children).toHaveLength(1);
  });

  test("to look at all that there is stores nothing and asks nobody", async () => {
    const asked = serve([200, {}]);
    for (const title of views.map(([, title]) => title)) await choose(title);
    await choose(en.titles.stored);
    await shows(en.inBrowser);
    expect(slot.textContent).toBe(en.onServer + en.nothing + en.inBrowser + en.nothing);
    await choose(en.titles.download);
    await shows(en.nothing);
    expect(slot.querySelector("a")).toBeNull();
    expect(asked).toEqual([]);
    expect([await databases(), localStorage.length]).toEqual([0, 0]);
  });
});

test("going back gives the focus back, or puts it where it begins", async () => {
  const button = menuFrame.firstElementChild as HTMLElement;
  await choose(en.titles.settings);
  await choose(en.titles.erase);
  slot.querySelector("button")?.focus();
  more.close();
  expect(cover).toHaveBeenLastCalledWith(undefined);
  expect(root.activeElement).toBe(button);
  expect(focusIn).not.toHaveBeenCalled();
  await choose(en.titles.settings);
  button.hidden = true;
  button.remove();
  more.close();
  expect(focusIn).toHaveBeenCalled();
});

describe("the form", () => {
  test("gets what was written, and is shown", async () => {
    said.mockReturnValue("so far");
    more.openForm();
    await shows("the form");
    expect(form.take).toHaveBeenCalledExactlyOnceWith("so far");
    expect(form.show).toHaveBeenCalledOnce();
    more.close();
    expect(form.hide).toHaveBeenCalledOnce();
  });

  test.each([
    [null, 0],
    ["1", 1],
  ])("goes on with what was sent off: %s", async (mark, times) => {
    if (mark) localStorage.setItem(FORM_SENT, mark);
    more.resume();
    await new Promise((resolve) => setTimeout(resolve));
    expect(createFormView).toHaveBeenCalledTimes(times);
    expect(form.show).not.toHaveBeenCalled();
  });
});

describe("settings", () => {
  const switches = () => [...slot.querySelectorAll<HTMLInputElement>("label:not([hidden]) > [role=switch]")];

  test.each([0, 1] as const)("a switch takes effect at once, and says so: %i", async (index) => {
    await choose(en.titles.settings);
    const purpose = (["analysis", "errors"] as const)[index];
    const other = (["errors", "analysis"] as const)[index];
    expect(switches().map(({ checked }) => checked)).toEqual([true, true]);
    switches()[index]?.click();
    expect([objected(purpose), objected(other)]).toEqual([true, false]);
    expect(slot.querySelector("[role=status]")?.textContent).toBe(`${en.purposes[purpose]}: ${en.off}`);
    switches()[index]?.click();
    expect(objected(purpose)).toBe(false);
    expect(slot.querySelector("[role=status]")?.textContent).toBe(`${en.purposes[purpose]}: ${en.on}`);
  });

  const about = () => slot.querySelector("p")?.textContent;
  const moved = () => vi.mocked(note).mock.calls.map(([event]) => event);

  test("say what is analysed, and that there are no error reports", async () => {
    await choose(en.titles.settings);
    expect(about()).toBe(en.analysed);
    expect(slot.textContent).toContain(en.reported);
  });

  test.each([null, undefined])(
    "have no switch for an analysis that there is not, and say so: %s",
    async (analysis) => {
      const { analysis: _, ...none } = SITE;
      site = { ...none, ...(analysis === null && { analysis }) };
      await choose(en.titles.settings);
      expect(about()).toBe(en.notAnalysed);
      expect(switches().map(({ parentElement }) => parentElement?.textContent)).toEqual([en.purposes.errors]);
    },
  );

  test("on the chat's own pages have none either: they are not analysed", async () => {
    vi.stubGlobal("location", { origin: ORIGIN });
    await choose(en.titles.settings);
    expect([about(), switches().length]).toEqual([en.notAnalysed, 1]);
  });

  test("of a site whose file has come meanwhile are right when they are opened again", async () => {
    const { analysis, ...none } = site;
    site = none;
    await choose(en.titles.settings);
    site = { ...none, analysis: analysis ?? null };
    await choose(en.titles.settings);
    expect(about()).toBe(en.analysed);
    expect(switches()).toHaveLength(2);
    site = none;
    await choose(en.titles.settings);
    expect(switches()).toHaveLength(1);
  });

  test.each([{ globalPrivacyControl: true }, { doNotTrack: "1" }])(
    "are off, and can not be moved, where the browser asks for it: %j",
    async (asks) => {
      for (const mode of ["opt_out", "opt_in"] as const) {
        site = { ...site, analysis: mode };
        if (mode === "opt_in") setObjection("analysis", false);
        vi.stubGlobal("navigator", asks);
        await choose(en.titles.settings);
        expect(about()).toBe(en.noTracking);
        expect([switches()[0]?.checked, switches()[0]?.disabled]).toEqual([false, true]);
        expect([switches()[1]?.checked, switches()[1]?.disabled]).toEqual([true, false]);
      }
    },
  );

  test.each(["opt_out", "opt_in"] as const)(
    "are both off, and can not be moved, where the page asks for it, and follow it: %s",
    async (analysis) => {
      site = { ...site, analysis };
      await choose(en.titles.settings);
      setConsent("denied");
      expect(about()).toBe(en.denied);
      expect(switches().map(({ checked, disabled }) => [checked, disabled])).toEqual([
        [false, true],
        [false, true],
      ]);
      setConsent("granted");
      expect(switches().map(({ checked, disabled }) => [checked, disabled])).toEqual([
        [true, false],
        [true, false],
      ]);
      expect(localStorage).toHaveLength(0);
    },
  );

  test("are off until agreed to where the visitor is asked first", async () => {
    site = { ...site, analysis: "opt_in" };
    await choose(en.titles.settings);
    const [analysis] = switches();
    expect(analysis?.checked).toBe(false);
    // Who switches it on agrees to that as well.
    expect(about()).toBe(`${en.analysed} ${en.keepsId}`);
    expect(localStorage).toHaveLength(0);
    analysis?.click();
    expect([agreed("analysis"), localStorage.getItem(OBJECTIONS)]).toEqual([true, '{"analysis":false}']);
    analysis?.click();
    expect([agreed("analysis"), objected("analysis")]).toEqual([false, true]);
  });

  test("that are on again leave nothing where nobody is asked first", async () => {
    await choose(en.titles.settings);
    switches()[0]?.click();
    switches()[0]?.click();
    expect(localStorage).toHaveLength(0);
  });

  test("are noted when they are moved, once it holds", async () => {
    const held: boolean[] = [];
    vi.mocked(note).mockImplementation(() => void held.push(objected("errors")));
    await choose(en.titles.settings);
    switches()[1]?.click();
    switches()[1]?.click();
    expect(moved()).toEqual([
      { type: "setting_changed", setting: "errors", on: false },
      { type: "setting_changed", setting: "errors", on: true },
    ]);
    expect(held).toEqual([true, false]);
    vi.mocked(note).mockReset();
  });

  test("that switch the analysis off say so to nobody, and on again they do", async () => {
    await choose(en.titles.settings);
    switches()[0]?.click();
    expect(moved()).toEqual([]);
    switches()[0]?.click();
    expect(moved()).toEqual([{ type: "setting_changed", setting: "analysis", on: true }]);
  });

  test("keep the focus when they are moved", async () => {
    await choose(en.titles.settings);
    const [analysis] = switches();
    analysis?.focus();
    analysis?.click();
    expect(root.activeElement).toBe(analysis);
  });

  test("follow the other tabs", async () => {
    await choose(en.titles.settings);
    localStorage.setItem(OBJECTIONS, '{"errors":true}');
    window.dispatchEvent(new StorageEvent("storage", { key: OBJECTIONS }));
    expect(switches().map(({ checked }) => checked)).toEqual([true, false]);
  });
});

describe("what is stored", () => {
  const stored = { kind: "conversation", items: 3, since: 1_750_000_000_000, until: 1_760_000_000_000 };

  test("is told by kind, there and here", async () => {
    await visitorWithEverything();
    const asked = serve([200, { stored: [stored], recovery_days: 7 }]);
    await choose(en.titles.stored);
    await shows(en.inBrowser);
    const [there, here] = [...slot.querySelectorAll("ol")].map(({ children }) =>
      [...children].map((li) => li.textContent),
    );
    expect(there).toEqual([
      `${en.stored.conversation}: 3, since ${day(stored.since)}, until ${day(stored.until)} at the latest`,
    ]);
    expect(here).toEqual(
      ["key", "history", "contacts", "unsent", "drafts", "objections"].map(
        (kind) => `${en.kept[kind as "key"]}: 1`,
      ),
    );
    expect(slot.textContent).toContain(en.backups(7));
    expect(asked.map(({ path }) => path)).toEqual(["/api/privacy/stored"]);
  });

  test("is told of the analysis where its id is kept, and where it was agreed to", async () => {
    localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
    setObjection("analysis", false);
    await choose(en.titles.stored);
    await shows(`${en.kept.visit}: 1`);
    expect(slot.textContent).toContain(`${en.kept.objections}: 1`);
  });

  test("is told of error reports that wait to be sent", async () => {
    localStorage.setItem(REPORTS, "[{},{}]");
    await choose(en.titles.stored);
    await shows(`${en.kept.reports}: 2`);
  });

  test("offline it is what is here, and the rest when there is a connection", async () => {
    await visitorKey();
    serve(undefined);
    await choose(en.titles.stored);
    await shows(en.unreachable);
    expect(slot.textContent).toContain(en.kept.key);
    serve([200, { stored: [], recovery_days: 0 }]);
    window.dispatchEvent(new Event("online"));
    await shows(en.nothing);
    expect(slot.textContent).not.toContain(en.unreachable);
  });

  test("an answer that makes no sense is none", async () => {
    await visitorKey();
    serve([200, {}], [200, { stored: [stored], recovery_days: 0 }]);
    await choose(en.titles.stored);
    await shows(en.unreachable);
    press(en.again);
    await shows(en.stored.conversation);
  });

  test("is shown as nothing as soon as another tab has had it deleted", async () => {
    await visitorKey();
    serve([200, { stored: [stored], recovery_days: 0 }]);
    await choose(en.titles.stored);
    await shows(en.stored.conversation);
    vi.stubGlobal("indexedDB", new IDBFactory());
    tellForgetting("forgotten");
    await vi.waitFor(() => expect(slot.textContent).not.toContain(en.stored.conversation));
    await shows(en.nothing);
  });
});

const day = (at: number) => new Date(at).toLocaleDateString("en", { dateStyle: "long" });

describe("the copy", () => {
  const page = {
    visitor_id: "v",
    site: "shop",
    entries: [{ kind: "message", seq: 1, at: 1, author: "visitor", text: "said-text" }],
  };
  const links = () => [...slot.querySelectorAll("a")];
  const content = (index: number) => saved.get(links()[index]?.href ?? "")?.text();

  test("has all that is there and here, for programs and to read", async () => {
    await visitorWithEverything();
    serve([200, page]);
    await choose(en.titles.download);
    await shows(en.collected);
    expect(links().map(({ download }) => download)).toEqual(["tresen-data.html", "tresen-data.json"]);
    const [html = "", json = ""] = await Promise.all([content(0), content(1)]);
    const data = JSON.parse(json);
    expect(data.server).toEqual(page);
    expect(data.browser).toEqual({
      history: [message(1)],
      contacts: [{ kind: "form", started_at: CONTACT_AT, until: CONTACT_AT }],
      unsent: ["unsent-text"],
      drafts: [{ submitted: true, values: { message: "draft-text" } }],
      objections: { errors: true },
      reports: [],
    });
    for (const text of ["said-text", "unsent-text", "draft-text"]) expect(html).toContain(text);
    more.close();
    expect(saved.size).toBe(0);
  });

  test("has the id of the analysis also where nothing else is kept", async () => {
    localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
    await choose(en.titles.download);
    await shows(en.collected);
    expect(await content(1)).toContain("0123456789abcdef 2026-11-26");
  });

  test("has the error reports that wait, also where nothing else is kept", async () => {
    localStorage.setItem(REPORTS, '[{"event_id":"0123456789abcdef0123456789abcdef"}]');
    await choose(en.titles.download);
    await shows(en.collected);
    const [html = "", json = ""] = await Promise.all([content(0), content(1)]);
    expect(JSON.parse(json).browser.reports).toEqual([{ event_id: "0123456789abcdef0123456789abcdef" }]);
    for (const text of [en.kept.reports, "0123456789abcdef0123456789abcdef"]) expect(html).toContain(text);
  });

  test("has the id of the analysis, and the answer to it in words", async () => {
    localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
    setObjection("analysis", false);
    setObjection("errors", true);
    await choose(en.titles.download);
    await shows(en.collected);
    const [html = "", json = ""] = await Promise.all([content(0), content(1)]);
    expect(JSON.parse(json).browser).toEqual({
      history: [],
      contacts: [],
      unsent: [],
      drafts: [],
      objections: { analysis: false, errors: true },
      visit: "0123456789abcdef 2026-11-26",
      reports: [],
    });
    for (const text of [en.kept.visit, "0123456789abcdef 2026-11-26"]) expect(html).toContain(text);
    expect(html).toContain(`<dt>${en.purposes.analysis}</dt><dd>${en.agrees}</dd>`);
    expect(html).toContain(`<dt>${en.purposes.errors}</dt><dd>${en.objects}</dd>`);
  });

  test("offline it is what is here, said to be a part, and whole when there is a connection", async () => {
    await visitorWithEverything();
    serve(undefined);
    await choose(en.titles.download);
    await shows(en.partly);
    expect(JSON.parse((await content(1)) ?? "").browser.unsent).toEqual(["unsent-text"]);
    serve([200, page]);
    window.dispatchEvent(new Event("online"));
    await shows(en.collected);
    expect(await content(1)).toContain("said-text");
  });

  test("that lacks what a server in trouble did not give is asked for again by a button", async () => {
    await visitorWithEverything();
    serve([500, {}], [200, page]);
    await choose(en.titles.download);
    await shows(en.partly);
    press(en.again);
    await shows(en.collected);
    expect(await content(1)).toContain("said-text");
    expect(slot.textContent).not.toContain(en.again);
  });

  test("is not offered any more when another tab has had it deleted", async () => {
    await visitorWithEverything();
    serve([200, page]);
    await choose(en.titles.download);
    await shows(en.collected);
    vi.stubGlobal("indexedDB", new IDBFactory());
    localStorage.clear();
    tellForgetting("forgotten");
    await shows(en.nothing);
    expect(saved.size).toBe(0);
  });
});

describe("deleting", () => {
  test("is asked about first, and can be left alone", async () => {
    await visitorWithEverything();
    const asked = serve([200, { receipt: RECEIPT }]);
    await choose(en.titles.erase);
    press(en.erase);
    expect(slot.textContent).toContain(en.sure);
    expect(root.activeElement?.textContent).toBe(en.sure);
    press(en.no);
    expect(root.activeElement?.textContent).toBe(en.erase);
    expect(asked).toEqual([]);
    expect(await visitorKey()).toBeDefined();
    expect(onForget).not.toHaveBeenCalled();
  });

  test("says what happened, and offers the receipt", async () => {
    const pair = await visitorWithEverything();
    const asked = serve([200, { receipt: RECEIPT }]);
    await choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(en.erased);
    expect(slot.textContent).toContain(en.erasedHere);
    await shows(en.receipt(day(1_764_000_000_000), day(1_764_604_800_000)));
    const [link] = slot.querySelectorAll("a");
    expect(link?.download).toBe("tresen-receipt.txt");
    expect(await saved.get(link?.href ?? "")?.text()).toBe(RECEIPT);
    expect(asked.map(({ key }) => key)).toEqual([await nameOf(pair)]);
    expect(onForget).toHaveBeenCalledOnce();
    expect(onNews).not.toHaveBeenCalled();
  });

  test("offline it is done here, and on the server at the next connection", async () => {
    await visitorWithEverything();
    serve(undefined);
    await choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(`${en.erasedHere} ${en.away}`);
    more.close();
    serve([200, { receipt: RECEIPT }]);
    window.dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(onNews).toHaveBeenCalledWith(en.news));
    await choose(en.titles.erase);
    await shows(en.erased);
    await shows(en.save);
  });

  test("a request that is lost is told at once, never twice in a row, and sent again without anybody's doing", async () => {
    await visitorWithEverything();
    serve(undefined, undefined, [200, { receipt: RECEIPT }]);
    await choose(en.titles.erase);
    const told: (string | null)[] = [];
    new MutationObserver(() => told.push(slot.textContent)).observe(slot, { childList: true, subtree: true });
    press(en.erase);
    press(en.yes);
    await shows(en.erased);
    expect(told.some((text) => text?.includes(en.away))).toBe(true);
    expect(told.filter((text, at) => text === told[at - 1])).toEqual([]);
  });

  test("by somebody of whom there is nothing says that", async () => {
    const asked = serve([200, {}]);
    await choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(en.onlyHere);
    expect(asked).toEqual([]);
  });
});

describe("forgetting this browser", () => {
  test("here alone leaves nothing, and says what stays elsewhere", async () => {
    await visitorKey();
    setObjection("analysis", false);
    localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
    const asked = serve([200, {}]);
    await choose(en.titles.forget);
    press(en.forgetHere);
    press(en.yes);
    await shows(en.forgotten);
    expect([await databases(), localStorage.length, asked.length]).toEqual([0, 0, 0]);
  });

  test("and on the server leaves nothing when the receipt is here", async () => {
    await visitorKey();
    serve([200, { receipt: RECEIPT }]);
    await choose(en.titles.forget);
    press(en.forgetAll);
    press(en.yes);
    await shows(en.save);
    await vi.waitFor(async () => expect([await databases(), localStorage.length]).toEqual([0, 0]));
  });
});

test("the page resets it without a question, and the server keeps its part", async () => {
  await visitorWithEverything();
  localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
  const asked = serve([200, {}]);
  await more.reset();
  expect(await databases()).toBe(1);
  expect((await createOutbox("agent").load()).map(({ text }) => text)).toEqual(["another's"]);
  // That the visitor objects to reports of errors stays.
  expect(Object.keys(localStorage)).toEqual([OBJECTIONS]);
  expect([await keptVisitorKey(), asked.length]).toEqual([undefined, 0]);
  expect(onForget).toHaveBeenCalledOnce();
});

test("what the visitor objects to outlasts that the page resets it, and no agreement does", async () => {
  setObjection("analysis", false);
  await more.reset();
  expect(localStorage).toHaveLength(0);
  setObjection("analysis", true);
  setObjection("errors", true);
  await more.reset();
  expect([objected("analysis"), objected("errors")]).toEqual([true, true]);
});

describe("what the visitor has a right to", () => {
  const wanted = { erasure_id: "e1", pair: undefined };

  test("costs nothing before it is chosen", async () => {
    serve(undefined);
    await visitorKey();
    more.toggleMenu();
    await choose(en.titles.settings);
    more.resume();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(loadRights).not.toHaveBeenCalled();
    await choose(en.titles.stored);
    expect(loadRights).toHaveBeenCalledOnce();
  });

  test("comes at once where something is still to be deleted", async () => {
    const pair = await visitorKey();
    await inStore(ERASURES, true, (store) => settled(store.put({ ...wanted, pair }, "e1")));
    serve([200, { receipt: RECEIPT }]);
    more.resume();
    await vi.waitFor(() => expect(onNews).toHaveBeenCalledWith(en.news));
  });

  test("that can not be loaded is said, and comes with the connection or by a button", async () => {
    const error = new TypeError("away");
    loadRights.mockRejectedValueOnce(error).mockRejectedValueOnce(error);
    await choose(en.titles.erase);
    await shows(en.unreachable);
    window.dispatchEvent(new Event("online"));
    await shows(en.unreachable);
    press(en.again);
    await shows(en.erasing);
    expect(loadRights).toHaveBeenCalledTimes(3);
    expect(onError.mock.calls).toEqual([[error], [error]]);
  });

  test("takes its place without asking for the focus a second time", async () => {
    await choose(en.titles.erase);
    await shows(en.erasing);
    expect(cover).toHaveBeenCalledOnce();
  });

  test("does not come back to who has gone elsewhere meanwhile", async () => {
    loadRights.mockRejectedValueOnce(new TypeError("away"));
    await choose(en.titles.erase);
    await shows(en.unreachable);
    await choose(en.titles.settings);
    window.dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(slot.textContent).toContain(en.reported);
    expect(loadRights).toHaveBeenCalledOnce();
  });
});

describe("the transcript", () => {
  const said = { ...opened("c", [message(3, "agent"), message(4, "visitor")], "taken", true), behind: false };
  const links = () => [...slot.querySelectorAll("a")];
  const content = () => saved.get(links()[0]?.href ?? "")?.text();
  const shown = (given: object) => {
    const made = { view: said, unsent: [], readEarlier: vi.fn(), ...given };
    talk.mockReturnValue(made as never);
    return made;
  };

  afterEach(() => void talk.mockReset());

  test("is a text file of what the chat shows, with what was said before", async () => {
    const made = shown({ unsent: [{ client_message_id: "u", text: "later", cursor: null }] });
    made.readEarlier.mockImplementation(async () => {
      made.view = { ...said, entries: [message(2, "visitor"), ...said.entries], earlier: false };
    });
    await choose(en.titles.transcript);
    await shows(en.transcribed);
    expect(links().map(({ textContent }) => textContent)).toEqual([en.text]);
    expect(links()[0]?.download).toMatch(/^chat-\d{4}-\d\d-\d\d\.txt$/);
    const lines = (await content())?.split("\n") ?? [];
    for (const [index, line] of ["You: text 2", "Our team: text 3", "You: text 4", "You: later"].entries())
      expect(lines[index]).toContain(line);
    expect(made.readEarlier).toHaveBeenCalledOnce();
    more.close();
    expect(saved.size).toBe(0);
  });

  test.each([
    ["is refused", async () => Promise.reject(new Error("away"))],
    ["brings nothing", async () => {}],
  ])("where reading back %s has what is there, says so, and can be asked for again", async (_, read) => {
    const made = shown({ readEarlier: vi.fn(read) });
    await choose(en.titles.transcript);
    await shows(en.transcribedPartly);
    expect(await content()).toContain("text 3");
    made.view = { ...said, earlier: false };
    press(en.again);
    await shows(en.transcribed);
  });

  test("is not waited for without end where no answer comes", async () => {
    const late = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(late.signal);
    shown({ readEarlier: () => new Promise(() => {}) });
    await choose(en.titles.transcript);
    await shows(en.collecting);
    late.abort();
    await shows(en.transcribedPartly);
    vi.mocked(AbortSignal.timeout).mockRestore();
  });

  test("of nothing is nothing", async () => {
    await choose(en.titles.transcript);
    await shows(en.nothing);
    expect(links()).toEqual([]);
  });
});

test("the site says it in its own words", async () => {
  const words = {
    en: { menu: { titles: { stored: "Our list" } }, privacy: { inBrowser: "On this device" } },
  };
  site = { ...SITE, look: { ...SITE.look, words } };
  more = make();
  await choose("Our list");
  await shows("On this device");
  expect(slot.textContent).toContain(en.onServer);
});

test("what the page knows is handed to the form, before and after it is there", async () => {
  more.prefill({ name: "Ada" });
  // As the page has it now: whoever has been forgotten is not in it.
  known.mockReturnValue({ name: "Grace" });
  more.openForm();
  await shows("the form");
  more.prefill({ email: "grace@example.com" });
  expect(form.prefill.mock.calls).toEqual([[{ name: "Grace" }], [{ email: "grace@example.com" }]]);
});

describe("at the end of the widget", () => {
  test("no listener and no file of it is left", async () => {
    ended.abort();
    document.body.replaceChildren();
    const listeners = countListeners();
    ended = new AbortController();
    const host = document.body.appendChild(element("div"));
    root = host.attachShadow({ mode: "open" });
    root.append(menuFrame, slot);
    more = make();
    await visitorWithEverything();
    serve([200, { stored: [], recovery_days: 0 }]);
    for (const [, title] of views) await choose(title);
    await choose(en.titles.download);
    await shows(en.collected);
    expect(listeners.count()).toBeGreaterThan(3);
    expect(saved.size).toBeGreaterThan(0);
    ended.abort();
    expect([listeners.count(), saved.size]).toEqual([0, 0]);
  });

  test("a part that comes too late is not begun with", async () => {
    const spied = vi.fn(createRights);
    loadRights.mockResolvedValueOnce({ createRights: spied });
    more.toggleMenu();
    items().at(-1)?.click();
    ended.abort();
    await new Promise((resolve) => setTimeout(resolve));
    expect(spied).not.toHaveBeenCalled();
  });
});

describe("what the visitor is told to have gone wrong is noted", () => {
  const errors = () => vi.mocked(noteError).mock.calls.map(([error]) => error);

  test("where a part can not be loaded", async () => {
    loadRights.mockRejectedValueOnce(new TypeError("away"));
    await choose(en.titles.stored);
    await shows(en.unreachable);
    expect(errors()).toEqual(["missing"]);
  });

  test("and not where the visitor has gone elsewhere before that was known", async () => {
    loadRights.mockRejectedValueOnce(new TypeError("away"));
    more.toggleMenu();
    items().at(-1)?.click();
    more.close();
    await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
    expect(errors()).toEqual([]);
  });

  test.each([
    ["stored", en.unreachable],
    ["download", en.partly],
  ] as const)("where the server is not reached: %s", async (name, text) => {
    await visitorKey();
    serve(undefined);
    await choose(en.titles[name]);
    await shows(text);
    expect(errors()).toEqual(["away"]);
  });

  test.each([
    [undefined, "away"],
    [[403, { code: "not_allowed" }], "refused"],
  ] as const)("where it does not delete (%j): %s, once", async (answer, error) => {
    await visitorKey();
    serve(answer as never);
    await choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(en[error]);
    expect(errors()).toEqual([error]);
  });

  test("and nothing is where all is well", async () => {
    await visitorKey();
    serve([200, { receipt: RECEIPT }]);
    await choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(en.save);
    expect(errors()).toEqual([]);
  });
});
