import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tellForgetting } from "../../src/chat/forgetting.js";
import { agree, agreed, forgetObjections, OBJECTIONS, object, objected } from "../../src/chat/objections.js";
import { FORM_SENT, REPORTS, VISIT } from "../../src/chat/storeNames.js";
import { note, noteError } from "../../src/chat/usage.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import type { AvailabilityFile } from "../../src/loader/followAvailability.js";
import { createMore, type More } from "../../src/privacy/createMore.js";
import { de } from "../../src/privacy/texts/de.js";
import { en } from "../../src/privacy/texts/en.js";
import { element } from "../../src/widget/element.js";
import type { HeldKey, View } from "../../src/widget/View.js";
import { installTabs, uninstallTabs } from "../chat/fakeTabs.js";
import { nameOf, ORIGIN, RECEIPT, serve, visitorWithEverything } from "./samples.js";

vi.mock("../../src/chat/usage.js", async (original) => ({
  ...(await original<object>()),
  note: vi.fn(),
  noteError: vi.fn(),
}));

const FORM = { path: "/assets/form-en-1.js", integrity: "sha256-abc" };

let held: HeldKey;
let root: ShadowRoot;
let slot: HTMLElement;
let menuFrame: HTMLElement;
let more: More;
let saved: Map<string, Blob>;

const loadForm = vi.fn();
const form = {
  node: element("p", {}, "the form"),
  title: "Contact form",
  show: vi.fn(),
  hide: vi.fn(),
  take: vi.fn(),
  forget: vi.fn(),
};
const onError = vi.fn();
const onNews = vi.fn();
const onSent = vi.fn();
const onForget = vi.fn();
const focusIn = vi.fn();
const said = vi.fn(() => "");
let site: AvailabilityFile;
const cover = vi.fn((view?: Pick<View, "node" | "title">) =>
  slot.replaceChildren(...(view ? [view.node] : [])),
);

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("FORM", FORM);
  localStorage.clear();
  installTabs();
  held = {};
  site = { unanswered_seconds: 60, contact: true, analysis: "opt_out", groups: {} };
  saved = new Map();
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    const url = `blob:${saved.size}`;
    saved.set(url, blob as Blob);
    return url;
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => void saved.delete(url));
  loadForm.mockImplementation(async () => ({ createFormView: () => form }));
  const host = element("div");
  root = host.attachShadow({ mode: "open" });
  menuFrame = element("div", {}, element("button", { "aria-label": "Menu" }));
  slot = element("div");
  root.append(menuFrame, slot);
  document.body.append(host);
  more = make("en");
});

afterEach(() => {
  document.body.replaceChildren();
  uninstallTabs();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  forgetObjections();
});

const make = (locale: "de" | "en") =>
  createMore({
    ...{
      origin: ORIGIN,
      locale,
      root,
      held,
      menuFrame,
      cover,
      focusIn,
      said,
      availability: {
        get file() {
          return site;
        },
      },
      onError,
      onNews,
      onSent,
      onForget,
    },
    parts: vi.fn(() => loadForm) as never,
  });

const items = () => [...root.querySelectorAll<HTMLElement>("[role=menuitem]")];

function choose(title: string) {
  more.toggleMenu();
  items()
    .find(({ textContent }) => textContent === title)
    ?.click();
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
    expect(items().map(({ textContent }) => textContent)).toEqual(Object.values(en.titles).slice(1));
  });

  test.each(Object.entries(en.titles).slice(1))("shows %s with its title", async (_, title) => {
    choose(title);
    expect(cover.mock.lastCall?.[0]?.title).toBe(title);
    expect(slot.children).toHaveLength(1);
  });

  test("to look at all that there is stores nothing and asks nobody", async () => {
    const asked = serve([200, {}]);
    for (const title of Object.values(en.titles).slice(1)) choose(title);
    choose(en.titles.stored);
    await shows(en.inBrowser);
    expect(slot.textContent).toBe(en.onServer + en.nothing + en.inBrowser + en.nothing);
    choose(en.titles.download);
    await shows(en.nothing);
    expect(slot.querySelector("a")).toBeNull();
    expect(asked).toEqual([]);
    expect([await databases(), localStorage.length]).toEqual([0, 0]);
  });
});

test("going back gives the focus back, or puts it where it begins", () => {
  const button = menuFrame.firstElementChild as HTMLElement;
  choose(en.titles.settings);
  choose(en.titles.erase);
  slot.querySelector("button")?.focus();
  more.close();
  expect(cover).toHaveBeenLastCalledWith();
  expect(root.activeElement).toBe(button);
  expect(focusIn).not.toHaveBeenCalled();
  choose(en.titles.settings);
  button.hidden = true;
  button.remove();
  more.close();
  expect(focusIn).toHaveBeenCalled();
});

describe("the form", () => {
  test("gets what was written, and is shown", async () => {
    said.mockReturnValue("so far");
    more.openForm();
    expect(slot.textContent).toBe(en.loading);
    await shows("the form");
    expect(form.take).toHaveBeenCalledExactlyOnceWith("so far");
    expect(form.show).toHaveBeenCalledOnce();
    more.close();
    expect(form.hide).toHaveBeenCalledOnce();
  });

  test("is not shown to who has left meanwhile", async () => {
    more.openForm();
    choose(en.titles.settings);
    await vi.waitFor(() => expect(loadForm).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve));
    expect(form.show).not.toHaveBeenCalled();
    expect(slot.textContent).toContain(en.reported);
  });

  test("that can not be loaded is said, handed on as what may be an error of ours, and tried again", async () => {
    const error = new TypeError("away");
    loadForm.mockRejectedValueOnce(error);
    more.openForm();
    await shows(en.unreachable);
    expect(onError).toHaveBeenCalledExactlyOnceWith(error);
    press(en.again);
    await shows("the form");
  });

  test.each([
    [null, 0],
    ["1", 1],
  ])("goes on with what was sent off: %s", async (mark, times) => {
    if (mark) localStorage.setItem(FORM_SENT, mark);
    more.resume();
    await new Promise((resolve) => setTimeout(resolve));
    expect(loadForm).toHaveBeenCalledTimes(times);
    expect(form.show).not.toHaveBeenCalled();
  });
});

describe("settings", () => {
  const switches = () => [...slot.querySelectorAll<HTMLInputElement>("[role=switch]")];

  test.each([0, 1] as const)("a switch takes effect at once, and says so: %i", (index) => {
    choose(en.titles.settings);
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

  test("say what is analysed, and that there are no error reports", () => {
    choose(en.titles.settings);
    expect(about()).toBe(en.analysed);
    expect(slot.textContent).toContain(en.reported);
  });

  test.each([null, undefined])(
    "have no switch for an analysis that there is not, and say so: %s",
    (analysis) => {
      site = { unanswered_seconds: 60, contact: true, groups: {}, ...(analysis === null && { analysis }) };
      choose(en.titles.settings);
      expect(about()).toBe(en.notAnalysed);
      expect(switches().map(({ parentElement }) => parentElement?.textContent)).toEqual([en.purposes.errors]);
    },
  );

  test("of a site whose file has come meanwhile are right when they are opened again", () => {
    const { analysis, ...none } = site;
    site = none;
    choose(en.titles.settings);
    site = { ...none, analysis: analysis ?? null };
    choose(en.titles.settings);
    expect(about()).toBe(en.analysed);
    expect(switches()).toHaveLength(2);
    site = none;
    choose(en.titles.settings);
    expect(switches()).toHaveLength(1);
  });

  test.each([{ globalPrivacyControl: true }, { doNotTrack: "1" }])(
    "are off, and can not be moved, where the browser asks for it: %j",
    (asks) => {
      for (const mode of ["opt_out", "opt_in"] as const) {
        site = { ...site, analysis: mode };
        if (mode === "opt_in") agree("analysis");
        vi.stubGlobal("navigator", asks);
        choose(en.titles.settings);
        expect(about()).toBe(en.noTracking);
        expect([switches()[0]?.checked, switches()[0]?.disabled]).toEqual([false, true]);
        expect([switches()[1]?.checked, switches()[1]?.disabled]).toEqual([true, false]);
      }
    },
  );

  test("are off until agreed to where the visitor is asked first", () => {
    site = { ...site, analysis: "opt_in" };
    choose(en.titles.settings);
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

  test("that are on again leave nothing where nobody is asked first", () => {
    choose(en.titles.settings);
    switches()[0]?.click();
    switches()[0]?.click();
    expect(localStorage).toHaveLength(0);
  });

  test("are noted when they are moved, once it holds", () => {
    const held: boolean[] = [];
    vi.mocked(note).mockImplementation(() => void held.push(objected("errors")));
    choose(en.titles.settings);
    switches()[1]?.click();
    switches()[1]?.click();
    expect(moved()).toEqual([
      { type: "setting_changed", setting: "errors", on: false },
      { type: "setting_changed", setting: "errors", on: true },
    ]);
    expect(held).toEqual([true, false]);
    vi.mocked(note).mockReset();
  });

  test("that switch the analysis off say so to nobody, and on again they do", () => {
    choose(en.titles.settings);
    switches()[0]?.click();
    expect(moved()).toEqual([]);
    switches()[0]?.click();
    expect(moved()).toEqual([{ type: "setting_changed", setting: "analysis", on: true }]);
  });

  test("keep the focus when they are moved", () => {
    choose(en.titles.settings);
    const [analysis] = switches();
    analysis?.focus();
    analysis?.click();
    expect(root.activeElement).toBe(analysis);
  });

  test("follow the other tabs", () => {
    choose(en.titles.settings);
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
    choose(en.titles.stored);
    await shows(en.inBrowser);
    const [there, here] = [...slot.querySelectorAll("ul")].map(({ children }) =>
      [...children].map((li) => li.textContent),
    );
    expect(there).toEqual([
      `${en.stored.conversation}: 3, since ${day(stored.since)}, until ${day(stored.until)} at the latest`,
    ]);
    expect(here).toEqual(
      ["key", "unsent", "drafts", "objections"].map((kind) => `${en.kept[kind as "key"]}: 1`),
    );
    expect(slot.textContent).toContain(en.backups(7));
    expect(asked.map(({ path }) => path)).toEqual(["/api/privacy/stored"]);
  });

  test("is told of the analysis where its id is kept, and where it was agreed to", async () => {
    localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
    agree("analysis");
    choose(en.titles.stored);
    await shows(`${en.kept.visit}: 1`);
    expect(slot.textContent).toContain(`${en.kept.objections}: 1`);
  });

  test("is told of error reports that wait to be sent", async () => {
    localStorage.setItem(REPORTS, "[{},{}]");
    choose(en.titles.stored);
    await shows(`${en.kept.reports}: 2`);
  });

  test("offline it is what is here, and the rest when there is a connection", async () => {
    await visitorKey();
    serve(undefined);
    choose(en.titles.stored);
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
    choose(en.titles.stored);
    await shows(en.unreachable);
    press(en.again);
    await shows(en.stored.conversation);
  });

  test("is shown as nothing as soon as another tab has had it deleted", async () => {
    await visitorKey();
    serve([200, { stored: [stored], recovery_days: 0 }]);
    choose(en.titles.stored);
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
    choose(en.titles.download);
    await shows(en.collected);
    expect(links().map(({ download }) => download)).toEqual(["tresen-data.html", "tresen-data.json"]);
    const [html = "", json = ""] = await Promise.all([content(0), content(1)]);
    const data = JSON.parse(json);
    expect(data.server).toEqual(page);
    expect(data.browser).toEqual({
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
    choose(en.titles.download);
    await shows(en.collected);
    expect(await content(1)).toContain("0123456789abcdef 2026-11-26");
  });

  test("has the error reports that wait, also where nothing else is kept", async () => {
    localStorage.setItem(REPORTS, '[{"event_id":"0123456789abcdef0123456789abcdef"}]');
    choose(en.titles.download);
    await shows(en.collected);
    const [html = "", json = ""] = await Promise.all([content(0), content(1)]);
    expect(JSON.parse(json).browser.reports).toEqual([{ event_id: "0123456789abcdef0123456789abcdef" }]);
    for (const text of [en.kept.reports, "0123456789abcdef0123456789abcdef"]) expect(html).toContain(text);
  });

  test("has the id of the analysis, and the answer to it in words", async () => {
    localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
    agree("analysis");
    object("errors", true);
    choose(en.titles.download);
    await shows(en.collected);
    const [html = "", json = ""] = await Promise.all([content(0), content(1)]);
    expect(JSON.parse(json).browser).toEqual({
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
    choose(en.titles.download);
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
    choose(en.titles.download);
    await shows(en.partly);
    press(en.again);
    await shows(en.collected);
    expect(await content(1)).toContain("said-text");
    expect(slot.textContent).not.toContain(en.again);
  });

  test("is not offered any more when another tab has had it deleted", async () => {
    await visitorWithEverything();
    serve([200, page]);
    choose(en.titles.download);
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
    choose(en.titles.erase);
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
    choose(en.titles.erase);
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
    choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(`${en.erasedHere} ${en.away}`);
    more.close();
    serve([200, { receipt: RECEIPT }]);
    window.dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(onNews).toHaveBeenCalledWith(en.news));
    choose(en.titles.erase);
    await shows(en.erased);
    await shows(en.save);
  });

  test("by somebody of whom there is nothing says that", async () => {
    const asked = serve([200, {}]);
    choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(en.onlyHere);
    expect(asked).toEqual([]);
  });
});

describe("forgetting this browser", () => {
  test("here alone leaves nothing, and says what stays elsewhere", async () => {
    await visitorKey();
    agree("analysis");
    localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
    const asked = serve([200, {}]);
    choose(en.titles.forget);
    press(en.forgetHere);
    press(en.yes);
    await shows(en.forgotten);
    expect([await databases(), localStorage.length, asked.length]).toEqual([0, 0, 0]);
  });

  test("and on the server leaves nothing when the receipt is here", async () => {
    await visitorKey();
    serve([200, { receipt: RECEIPT }]);
    choose(en.titles.forget);
    press(en.forgetAll);
    press(en.yes);
    await shows(en.save);
    await vi.waitFor(async () => expect([await databases(), localStorage.length]).toEqual([0, 0]));
  });
});

test("in German too", () => {
  more = make("de");
  more.toggleMenu();
  expect(items().map(({ textContent }) => textContent)).toContain(de.titles.erase);
});

test("both languages say the same things", () => {
  const keys = (texts: object): unknown[] =>
    Object.entries(texts).map(([name, value]) =>
      value && typeof value === "object" ? [name, keys(value)] : name,
    );
  expect(keys(de)).toEqual(keys(en));
  const words = (texts: object): string[] =>
    Object.values(texts).flatMap((value) =>
      typeof value === "string" ? [value] : typeof value === "object" ? words(value) : [],
    );
  expect(words(de).filter((word) => !word.trim())).toEqual([]);
  const same = words(de).filter((word, index) => word === words(en)[index]);
  expect(same).toEqual(["Website", "Text"]);
});

describe("what the visitor is told to have gone wrong is noted", () => {
  const errors = () => vi.mocked(noteError).mock.calls.map(([error]) => error);

  test("where a part can not be loaded", async () => {
    loadForm.mockRejectedValueOnce(new TypeError("away"));
    more.openForm();
    await shows(en.unreachable);
    expect(errors()).toEqual(["missing"]);
  });

  test.each([
    ["stored", en.unreachable],
    ["download", en.partly],
  ] as const)("where the server is not reached: %s", async (name, text) => {
    await visitorKey();
    serve(undefined);
    choose(en.titles[name]);
    await shows(text);
    expect(errors()).toEqual(["away"]);
  });

  test.each([
    [undefined, "away"],
    [[403, { code: "not_allowed" }], "refused"],
  ] as const)("where it does not delete (%j): %s, once", async (answer, error) => {
    await visitorKey();
    serve(answer as never);
    choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(en[error]);
    expect(errors()).toEqual([error]);
  });

  test("and nothing is where all is well", async () => {
    await visitorKey();
    serve([200, { receipt: RECEIPT }]);
    choose(en.titles.erase);
    press(en.erase);
    press(en.yes);
    await shows(en.save);
    expect(errors()).toEqual([]);
  });
});
