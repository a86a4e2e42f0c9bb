import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { importPart } from "../../src/loader/importPart.js";
import type * as PanelModule from "../../src/widget/openPanel.js";
import { answers, file, mounted, PANELS, page, runLoader, settle, widgets } from "./page.js";

vi.mock("../../src/loader/importPart.js", () => ({ importPart: vi.fn() }));

const panel = vi.fn(() => false);
const openPanel = vi.fn((..._: unknown[]) => panel);
/** What the panel would find in the queue. */
const calls = () => openPanel.mock.lastCall?.[2] as unknown[];

beforeEach(() => {
  vi.stubGlobal("PANELS", PANELS);
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  vi.mocked(importPart).mockResolvedValue({ openPanel });
});

afterEach(() => {
  if (page.tresen?.version) page.tresen.destroy();
  delete page.tresen;
  document.documentElement.lang = "";
  vi.useRealTimers();
  vi.clearAllMocks();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
});

test("before the click the availability is asked for once, and nothing is loaded, stored or connected", async () => {
  const opened = vi.fn();
  vi.stubGlobal("WebSocket", opened);
  vi.stubGlobal("indexedDB", { open: opened });
  await mounted();
  expect(fetch).toHaveBeenCalledOnce();
  expect(vi.mocked(fetch).mock.lastCall?.[0]).toBe(`https://chat.test/availability/${location.host}.json`);
  expect(importPart).not.toHaveBeenCalled();
  expect(opened).not.toHaveBeenCalled();
  expect([localStorage.length, sessionStorage.length, document.cookie]).toEqual([0, 0, ""]);
  expect([document.body.childElementCount, document.head.childElementCount]).toEqual([0, 0]);
});

test("the launcher is a labelled button that says what it opens", async () => {
  const { button } = await mounted();
  expect(button.title).toMatch(/^Chat\b/);
  expect([button.ariaHasPopup, button.ariaExpanded]).toEqual(["dialog", "false"]);
});

test("it is not there before it is known what it says, so that it does not jump", async () => {
  let answer = (_: unknown) => {};
  vi.mocked(fetch).mockReturnValue(
    new Promise((resolve) => {
      answer = (body) => resolve({ json: async () => body } as Response);
    }),
  );
  runLoader();
  await settle();
  expect(widgets()).toEqual([]);
  answer(file("busy"));
  await settle();
  expect(widgets()[0]?.shadowRoot?.querySelector("button")?.classList).toContain("busy");
});

describe("the availability", () => {
  test("is that of the page's host, asked for without cookies", async () => {
    vi.stubGlobal("location", { host: "shop.test:8080", search: "" });
    await mounted();
    const [url, init] = vi.mocked(fetch).mock.lastCall ?? [];
    expect(url).toBe("https://chat.test/availability/shop.test:8080.json");
    expect(init).not.toHaveProperty("credentials");
  });

  test("is that of the site which the script names", async () => {
    await mounted({ site: "shop" });
    expect(vi.mocked(fetch).mock.lastCall?.[0]).toBe("https://chat.test/availability/shop.json");
  });

  test.each(["available", "busy", "offline"] as const)("%s is said in words and shown", async (state) => {
    answers(file(state));
    const { button, tresen } = await mounted({ locale: "de" });
    expect(button.title).toBe(`de ${state}`);
    expect(button.className).toBe(`launcher ${state}`);
    expect(String(button.part)).toBe(`launcher ${state}`);
    expect(tresen.state().availability).toBe(state);
  });

  test("is the first group's, and another one's where the page asks for it", async () => {
    const valid_until = Date.now() / 1000 + 60;
    const groups = { service: { state: "busy", valid_until }, sales: { state: "available", valid_until } };
    answers(file("busy", { groups }));
    const { tresen } = await mounted();
    expect(tresen.state().availability).toBe("busy");
    tresen.setGroup("sales");
    expect(tresen.state()).toMatchObject({ group: "sales", availability: "available" });
    tresen.setGroup("none");
    expect(tresen.state().availability).toBe("busy");
  });

  test("of each group lapses by itself, and the launcher says so", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const now = Date.now() / 1000;
    const groups = {
      service: { state: "offline", valid_until: 0 },
      sales: { state: "available", valid_until: now + 60 },
      repairs: { state: "available", valid_until: now - 1 },
    };
    answers(file("offline", { groups }));
    runLoader({ locale: "en" });
    await vi.advanceTimersByTimeAsync(0);
    const { tresen } = page;
    const button = widgets()[0]?.shadowRoot?.querySelector("button") as HTMLButtonElement;
    const said = () => [tresen.state().availability, button.className];
    expect(said()).toEqual(["offline", "launcher offline"]);
    tresen.setGroup("repairs");
    expect(said()).toEqual(["offline", "launcher offline"]);
    tresen.setGroup("sales");
    expect(said()).toEqual(["available", "launcher available"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said()).toEqual(["offline", "launcher offline"]);
    tresen.destroy();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that is over is offline", async () => {
    answers(file("available", {}, Date.now() / 1000 - 1));
    expect((await mounted()).tresen.state().availability).toBe("offline");
  });

  test("ends while the page is open, and the launcher says so", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    answers(file("available", {}, Date.now() / 1000 + 120));
    runLoader({ locale: "en" });
    await vi.advanceTimersByTimeAsync(119_999);
    const button = widgets()[0]?.shadowRoot?.querySelector("button") as HTMLButtonElement;
    expect(button.className).toBe("launcher available");
    await vi.advanceTimersByTimeAsync(1);
    expect([button.className, button.title]).toEqual(["launcher offline", "en offline"]);
  });

  test("is not believed for longer than five minutes, as a clock that is far behind would", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    answers(file("available", {}, Date.now() / 1000 + 864_000));
    runLoader();
    await vi.advanceTimersByTimeAsync(299_999);
    expect(page.tresen.state().availability).toBe("available");
    await vi.advanceTimersByTimeAsync(1);
    expect(page.tresen.state().availability).toBe("offline");
  });

  test.each([undefined, null, [], {}, { groups: {} }, { groups: { service: null } }])(
    "of a file of %j is offline",
    async (body) => {
      answers(body);
      expect((await mounted()).tresen.state().availability).toBe("offline");
    },
  );

  test("that can not be had is no error on the page", async () => {
    const { button } = await mounted({ locale: "en" });
    expect([button.title, button.className]).toEqual(["Chat", "launcher offline"]);
  });

  test("that was read before stays when it can not be had, until that lapses; read anew it holds longer", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    answers(file("available", {}, Date.now() / 1000 + 120));
    runLoader();
    await vi.advanceTimersByTimeAsync(0);
    page.tresen.open();
    await vi.advanceTimersByTimeAsync(0);
    const [, , , , read, , , refresh] = openPanel.mock.lastCall as unknown as Parameters<
      typeof PanelModule.openPanel
    >;
    vi.mocked(fetch).mockRejectedValue(new TypeError("away"));
    await refresh();
    answers({ groups: { service: null } });
    await refresh();
    expect(page.tresen.state().availability).toBe("available");
    expect(read()).toMatchObject({ unanswered_seconds: 45, contact: true });
    answers(file("available", {}, Date.now() / 1000 + 180));
    await refresh();
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(179_000);
    expect(page.tresen.state().availability).toBe("available");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(page.tresen.state().availability).toBe("offline");
  });
});

test("the site's own style is that of the launcher", async () => {
  answers(file("available"));
  const { root } = await mounted();
  const rules = [...(root.adoptedStyleSheets[0]?.cssRules ?? [])].map(({ cssText }) => cssText);
  expect(rules.at(-1)).toContain("--tresen-accent");
});

describe("the language", () => {
  test.each([
    ["de", "en", "de"],
    ["de-AT", "en", "de"],
    ["DE", "en", "de"],
    [undefined, "de-DE", "de"],
    [undefined, "", "en"],
    ["", "de-CH", "de"],
    ["fr", "de", "en"],
    ["den", "de", "en"],
  ])(
    "asked for %s on a page in %j is %s after the first that says anything",
    async (locale, lang, expected) => {
      document.documentElement.lang = lang;
      vi.stubGlobal("navigator", { language: "en-GB" });
      const { host, tresen } = await mounted(locale === undefined ? {} : { locale });
      expect([host.lang, tresen.state().locale]).toEqual([expected, expected]);
    },
  );

  test("is the browser's where the page names none", async () => {
    vi.stubGlobal("navigator", { language: "de-CH" });
    expect((await mounted()).host.lang).toBe("de");
  });

  test("can be changed, and one that is not there changes nothing", async () => {
    answers(file("busy"));
    const { button, tresen } = await mounted({ locale: "en" });
    tresen.setLocale("de");
    expect([button.title, tresen.state().locale]).toEqual(["de busy", "de"]);
    tresen.setLocale("fr");
    expect([button.title, tresen.state().locale]).toEqual(["de busy", "de"]);
  });
});

test("the address of the page may set the language, the group and what is open, and nothing else", async () => {
  history.replaceState(
    null,
    "",
    "/?a=1&tresen-locale=de&tresen-group=sales&tresen-site=other&tresen-open=form",
  );
  const { host, tresen } = await mounted({ locale: "en", site: "shop" });
  expect(host.dataset).toMatchObject({ locale: "de", group: "sales", site: "shop" });
  await settle();
  expect(calls()).toEqual([["open", "form"]]);
  expect(tresen.state()).toMatchObject({ open: "form" });
});

test.each([
  "?x-tresen-open=chat",
  "?next=tresen-open=chat",
  "?next=%3Ftresen-open=chat",
  "?tresen-theme=dark",
])("an address with %s sets nothing", async (search) => {
  history.replaceState(null, "", `/${search}`);
  const { host } = await mounted({ locale: "en" });
  expect({ ...host.dataset }).toEqual({ locale: "en" });
});

test("the panel is asked for by its language, name and hash, and gets what it needs", async () => {
  answers(file("available"));
  const { root, click, tresen } = await mounted({ locale: "de" });
  await click();
  expect(importPart).toHaveBeenCalledExactlyOnceWith("https://chat.test/assets/panel-de-1.js", "sha256-de");
  const [given, place, queue, ended, read, load, ...own] = openPanel.mock.lastCall ?? [];
  expect(given).toBe(tresen);
  expect(place).toBe(root);
  expect((queue as [string][]).map(([name]) => name)).toEqual(["toggle"]);
  expect(ended).toBeInstanceOf(AbortController);
  expect((read as () => unknown)()).toMatchObject({ unanswered_seconds: 45 });
  expect(load).toBe(importPart);
  expect(own).toEqual([expect.any(Function), expect.any(Function)]);
  expect(panel).toHaveBeenCalledOnce();
});

test("an impatient visitor gets one panel, which is told of each click", async () => {
  const { button, click } = await mounted();
  button.click();
  await click();
  await click();
  expect(openPanel).toHaveBeenCalledOnce();
  expect(calls()).toHaveLength(3);
});

test("a panel that has another language gives way to the next one, and its calls go there", async () => {
  const { click, tresen } = await mounted({ locale: "en" });
  await click();
  panel.mockReturnValueOnce(true);
  tresen.setLocale("de");
  await settle();
  expect(vi.mocked(importPart).mock.lastCall).toEqual([
    "https://chat.test/assets/panel-de-1.js",
    "sha256-de",
  ]);
  expect(openPanel).toHaveBeenCalledTimes(2);
  expect(panel).toHaveBeenCalledTimes(3);
});

describe("a panel that can not be loaded", () => {
  test("is said in words, and asked for under another name on the next click", async () => {
    answers(file("available"));
    vi.mocked(importPart).mockRejectedValueOnce(new TypeError("away"));
    const { root, click } = await mounted({ locale: "en" });
    await click();
    const notice = root.querySelector("p");
    expect([notice?.textContent, notice?.role]).toEqual(["en failed", "alert"]);
    await click();
    expect(root.querySelector("p")).toBeNull();
    expect(vi.mocked(importPart).mock.lastCall?.[0]).toBe("https://chat.test/assets/panel-en-1.js?");
    expect(panel).toHaveBeenCalledOnce();
  });

  test("that fails when it is there is said in words, too, and another one is made", async () => {
    answers(file("available"));
    panel.mockImplementationOnce(() => {
      throw new TypeError("e is not a function");
    });
    const { root, click } = await mounted({ locale: "en" });
    await click();
    expect(root.querySelector("p")?.textContent).toBe("en failed");
    await click();
    expect(openPanel).toHaveBeenCalledTimes(2);
  });
});

describe("what the page calls", () => {
  test("goes to the panel in its order, and does not load it unless it opens something", async () => {
    const { tresen } = await mounted();
    tresen.on("opened", () => {});
    tresen.identify("a.b.c");
    await settle();
    expect(importPart).not.toHaveBeenCalled();
    tresen.openContactForm();
    await settle();
    expect(calls()).toEqual([
      ["on", "opened", expect.any(Function)],
      ["identify", "a.b.c"],
      ["openContactForm"],
    ]);
  });

  test.each(["open", "toggle", "openContactForm", "reset"] as const)("loads the panel: %s", async (name) => {
    const { tresen } = await mounted();
    tresen[name]();
    await settle();
    expect(panel).toHaveBeenCalledOnce();
  });

  test("before the script was there is done then, in its order", async () => {
    page.tresen = [];
    page.tresen.push(["setLocale", "de"], ["open", "form"]);
    const { tresen } = await mounted({ locale: "en" });
    await settle();
    expect(tresen.state().locale).toBe("de");
    expect(calls()).toEqual([
      ["setLocale", "de"],
      ["open", "form"],
    ]);
  });

  test("is done after the script as before it, several at once", async () => {
    const { tresen } = await mounted({ locale: "en" });
    tresen.push(["setLocale", "de"], ["hide"], ["open", "form"]);
    await settle();
    expect(tresen.state()).toMatchObject({ locale: "de", isHidden: true });
    expect(calls()).toEqual([["setLocale", "de"], ["hide"], ["open", "form"]]);
    tresen.push(["destroy"]);
    expect("tresen" in window).toBe(false);
  });

  const wrong = [
    ...[
      null,
      undefined,
      0,
      "push",
      {},
      Symbol("x"),
      [Symbol("x")],
      [null],
      ["then"],
      ["version"],
      ["__proto__"],
    ],
    ...[["setTheme", Object.create(null)], ["setGroup", Symbol("x")], ["state"], ["push", ["hide"]]],
  ];

  test.each(wrong)("throws nothing where it is no call, and the next is done: %#", async (one) => {
    page.tresen = [one, ["setTheme", "dark"]];
    const { tresen } = await mounted({ locale: "en" });
    expect(tresen.state().theme).toBe("dark");
    (tresen.push as (...all: unknown[]) => void)(one, ["setTheme", "light"]);
    expect(tresen.state()).toMatchObject({ theme: "light", isHidden: false });
  });

  test("throws nothing whatever is called with whatever, and sets no theme that there is not", async () => {
    const { host, tresen } = await mounted({ theme: "dark" });
    // biome-ignore lint/suspicious/noExplicitAny: what a page's script may do
    const any = tresen as any;
    for (const value of [Symbol("x"), Object.create(null), null, "blue", "", 7]) any.setTheme(value);
    any.setColour("blue");
    any[Symbol.iterator]();
    expect(`${any}`).toBe("undefined");
    expect({ ...host.dataset }).toEqual({ theme: "dark" });
  });

  test("is not that of a program that looks at the global, which loads nothing", async () => {
    await mounted();
    JSON.stringify({ tresen: page.tresen });
    await settle();
    expect(importPart).not.toHaveBeenCalled();
  });

  test("while the availability is on its way waits for it: the panel knows the site's own words", async () => {
    let answer = (_: unknown) => {};
    vi.mocked(fetch).mockReturnValue(
      new Promise((resolve) => {
        answer = (body) => resolve({ json: async () => body } as Response);
      }),
    );
    runLoader({ open: "chat" });
    await settle();
    expect([vi.mocked(importPart).mock.calls.length, openPanel.mock.calls.length]).toEqual([1, 0]);
    answer(file("available"));
    await settle();
    expect(openPanel).toHaveBeenCalledOnce();
    expect(widgets()[0]?.isConnected).toBe(true);
  });

  test("is typed where it is asked for, and nobody takes it for a promise", async () => {
    const { tresen } = await mounted();
    expect(tresen.version).toBe(1);
    expect(await tresen).toBe(tresen);
    expect(tresen.state()).toEqual({
      ...{ locale: "en", availability: "offline", isOpen: false, isHidden: false },
      ...{ unread: 0, conversation: "none" },
    });
  });

  test("hides the launcher and shows it again, at once", async () => {
    const { button, tresen } = await mounted();
    tresen.hide();
    expect([button.hidden, tresen.state().isHidden]).toEqual([true, true]);
    tresen.setTheme("dark");
    expect(button.hidden).toBe(true);
    tresen.show();
    expect([button.hidden, tresen.state().isHidden]).toEqual([false, false]);
    expect(importPart).not.toHaveBeenCalled();
  });

  test("sets what holds from now on", async () => {
    const { host, tresen } = await mounted({ theme: "light" });
    tresen.setTheme("dark");
    tresen.setAttributes({ theme: "light" });
    expect(host.dataset.theme).toBe("dark");
    expect(host.dataset.attributes).toBeUndefined();
  });
});

describe("an element that opens the chat", () => {
  const opener = (html: string) => {
    document.body.innerHTML = html;
    return document.querySelector("[data-tresen-open]") as HTMLElement;
  };
  const clicked = (target: Element, init: MouseEventInit = {}) => {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true, ...init });
    target.dispatchEvent(event);
    return event;
  };

  afterEach(() => document.body.replaceChildren());

  test("does so with what it says, also where what is clicked lies in it", async () => {
    await mounted();
    const link = opener('<a href="/contact" data-tresen-open="form"><b>Write</b></a>');
    expect(clicked(link.firstElementChild as Element).defaultPrevented).toBe(true);
    await settle();
    expect(calls()).toEqual([["open", "form", link]]);
  });

  test.each(["ctrlKey", "metaKey", "shiftKey"])("leaves a click with %s to the browser", async (key) => {
    await mounted();
    const link = opener('<a href="/contact" data-tresen-open="form">Write</a>');
    expect(clicked(link, { [key]: true }).defaultPrevented).toBe(false);
    expect(importPart).not.toHaveBeenCalled();
  });

  test("is the only one that is touched", async () => {
    await mounted();
    document.body.innerHTML = "<a href='#'>Other</a>";
    expect(clicked(document.querySelector("a") as Element).defaultPrevented).toBe(false);
    expect(clicked(document.documentElement).defaultPrevented).toBe(false);
    document.dispatchEvent(new MouseEvent("click"));
  });
});

describe("the page", () => {
  test("may replace its body and all that is in it: the widget stays", async () => {
    const { host } = await mounted();
    document.body.replaceChildren();
    document.body.replaceWith(document.createElement("body"));
    expect(host.isConnected).toBe(true);
  });

  test("need not have a body yet", async () => {
    const { body } = document;
    body.remove();
    const { host } = await mounted();
    expect(host.parentNode).toBe(document.documentElement);
    document.documentElement.append(body);
  });

  test("may have the script twice: there is one launcher and one global", async () => {
    const before = new Set(Object.getOwnPropertyNames(window));
    const { tresen } = await mounted({ locale: "de" });
    runLoader({ locale: "en" });
    await settle();
    expect(widgets()).toHaveLength(1);
    expect(page.tresen).toBe(tresen);
    expect(widgets()[0]?.lang).toBe("de");
    expect(Object.getOwnPropertyNames(window).filter((name) => !before.has(name))).toEqual(["tresen"]);
    expect(fetch).toHaveBeenCalledOnce();
  });

  test("may bring the loader as a module, which can not see its own element", async () => {
    page.tresen = Object.assign([], {
      from: { src: "https://other.test/loader.js", dataset: { site: "shop" } },
    });
    vi.spyOn(document, "currentScript", "get").mockReturnValue(null);
    (await import("../../src/loader/mountWidget.js")).mountWidget();
    await settle();
    expect(vi.mocked(fetch).mock.lastCall?.[0]).toBe("https://other.test/availability/shop.json");
    expect(widgets()).toHaveLength(1);
  });
});

describe("in the end", () => {
  test("nothing is left: no node, listener, timer or global", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    answers(file("available"));
    runLoader();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(1);
    const added = vi.spyOn(document, "addEventListener");
    page.tresen.destroy();
    expect(widgets()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
    expect("tresen" in window).toBe(false);
    expect(added).not.toHaveBeenCalled();
    document.body.innerHTML = "<a data-tresen-open='chat'>Chat</a>";
    document.querySelector("a")?.click();
    await vi.advanceTimersByTimeAsync(0);
    expect(importPart).not.toHaveBeenCalled();
    document.body.replaceChildren();
  });

  test("what was on its way comes to nothing, and who still has the interface calls in vain", async () => {
    let answer = (_: unknown) => {};
    vi.mocked(fetch).mockReturnValue(
      new Promise((resolve) => {
        answer = (body) => resolve({ json: async () => body } as Response);
      }),
    );
    runLoader();
    const { tresen } = page;
    tresen.destroy();
    answer(file("available"));
    tresen.open();
    await settle();
    expect(widgets()).toEqual([]);
    expect(importPart).not.toHaveBeenCalled();
    expect(vi.mocked(fetch).mock.lastCall?.[1]?.signal?.aborted).toBe(true);
  });

  test("the script may begin anew", async () => {
    const { tresen } = await mounted();
    tresen.destroy();
    const { click } = await mounted({ locale: "de" });
    expect(widgets()).toHaveLength(1);
    await click();
    expect(vi.mocked(importPart).mock.lastCall?.[0]).toContain("panel-de");
  });
});
