import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { mountSnippet } from "../../src/embed/mountSnippet.js";
import { page, settle, widgets } from "../loader/page.js";

/** A module that is there, and leaves a trace of each time that it is run. */
const LOADER = "data:text/javascript,globalThis.brought=(globalThis.brought||0)+1//";
const NONE = "data:text/javascript,if(!globalThis.brought)throw 1//";
const brought = () => (globalThis as { brought?: number }).brought;

beforeEach(() => {
  vi.stubGlobal("fetch", vi.fn());
  vi.stubGlobal("brought", undefined);
});

afterEach(async () => {
  // What takes its place ends what it follows.
  document.documentElement.append(document.createElement("tresen-widget"));
  await settle();
  for (const widget of widgets()) widget.remove();
  delete page.tresen;
  document.body.replaceChildren();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

let run = 0;

function mount(dataset: Readonly<Record<string, string>> = {}) {
  const script = document.createElement("script");
  // Each run has a module of its own: one that is known is not run again.
  Object.assign(script.dataset, { chat: `${LOADER}${run++}`, ...dataset });
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  mountSnippet();
  const root = widgets()[0]?.shadowRoot as ShadowRoot;
  return { root, button: root?.querySelector("button") as HTMLButtonElement };
}

test("shows the launcher, and asks nothing of the network", async () => {
  const { button } = mount({ label: "Chat with us" });
  await settle();
  expect([button.title, button.className, button.ariaHasPopup]).toEqual([
    ...["Chat with us", "launcher offline", "dialog"],
  ]);
  expect(fetch).not.toHaveBeenCalled();
  expect(brought()).toBeUndefined();
  expect([document.head.childElementCount, document.body.childElementCount]).toEqual([0, 0]);
});

test("wears the site's style, and stands where the page wants it", () => {
  const { root } = mount({ position: "start", style: ":host{--tresen-accent:#123456}" });
  expect(root.adoptedStyleSheets[0]?.cssRules[0]?.cssText).toContain("#123456");
  expect(widgets()[0]?.dataset.position).toBe("start");
});

describe("a click", () => {
  test("brings the loader anew where a widget before has ended", async () => {
    const chat = `${LOADER}${run++}`;
    for (const times of [1, 2]) {
      const { button } = mount({ chat });
      button.click();
      await vi.waitFor(() => expect(brought()).toBe(times));
      // As the loader takes its place, and ends.
      document.documentElement.append(document.createElement("tresen-widget"));
      await settle();
      for (const widget of widgets()) widget.remove();
      delete page.tresen;
    }
  });

  test("brings the loader with its settings, once, and opens the chat", async () => {
    const { button } = mount({ site: "shop" });
    button.click();
    button.click();
    await vi.waitFor(() => expect(brought()).toBe(1));
    expect(page.tresen.from.src).toMatch(/\/loader\.js$/);
    expect(page.tresen.from.dataset.site).toBe("shop");
    expect([...page.tresen]).toEqual([["open"]]);
  });

  test("on an element that opens the chat does so, too", async () => {
    mount();
    document.body.innerHTML = "<a href='/contact' data-tresen-open='form'>Write</a>";
    document.querySelector("a")?.dispatchEvent(new MouseEvent("click", { bubbles: true, ctrlKey: true }));
    await settle();
    expect(brought()).toBeUndefined();
    document.querySelector("a")?.click();
    await vi.waitFor(() => expect(brought()).toBe(1));
    expect([...page.tresen]).toEqual([["open", "form"]]);
  });

  test("that brings nothing says so, and the next one tries again", async () => {
    const { root, button } = mount({ chat: NONE, failed: "Not now." });
    button.click();
    await vi.waitFor(() => expect(root.querySelector("p")?.textContent).toBe("Not now."));
    expect([root.querySelector("p")?.role, button.disabled]).toEqual(["alert", false]);
    // A module that could not be had once is not had again under the same name.
    vi.stubGlobal("brought", 1);
    button.click();
    expect([root.querySelector("p"), button.disabled]).toEqual([null, true]);
    await settle();
    expect(root.querySelector("p")).toBeNull();
  });
});

describe("what the page calls", () => {
  test("waits, in its order, for the loader", async () => {
    page.tresen = [["setLocale", "de"]];
    mount();
    page.tresen.push(["setTheme", "dark"]);
    await settle();
    expect(brought()).toBeUndefined();
    page.tresen.push(["open", "form"]);
    page.tresen.push(["hide"]);
    await vi.waitFor(() => expect(brought()).toBe(1));
    expect([...page.tresen]).toEqual([["setLocale", "de"], ["setTheme", "dark"], ["open", "form"], ["hide"]]);
    expect(Object.hasOwn(page.tresen, "push")).toBe(false);
  });

  test("before this was there brings the loader if it opens the chat", async () => {
    page.tresen = [["setTheme", "dark"], ["openContactForm"]];
    mount();
    await vi.waitFor(() => expect(brought()).toBe(1));
    expect([...page.tresen]).toEqual([["setTheme", "dark"], ["openContactForm"]]);
  });

  test.each([
    ["first", () => page.tresen.push(["destroy"])],
    ["with what opens it", () => page.tresen.push(["open"], ["destroy"])],
  ])("ends it, if that is called %s, and asks nothing of the network", async (_, end) => {
    mount();
    end();
    expect([widgets(), "tresen" in page]).toEqual([[], false]);
    document.body.innerHTML = "<a href='#' data-tresen-open='form'>Write</a>";
    document.querySelector("a")?.click();
    await settle();
    expect(brought()).toBeUndefined();
  });

  test("ends it, if that is called before this was there", () => {
    page.tresen = [["destroy"]];
    mount();
    expect([widgets(), "tresen" in page]).toEqual([[], false]);
  });

  test("ends it, if that is called while the loader can not be had", async () => {
    const { button } = mount({ chat: NONE });
    button.click();
    page.tresen.push(["destroy"]);
    await vi.waitFor(() => expect(widgets()).toEqual([]));
    expect("tresen" in page).toBe(false);
  });
});

test("gives way to the loader's own launcher, with all that it follows", async () => {
  mount();
  const other = document.createElement("tresen-widget");
  document.documentElement.append(other);
  await settle();
  expect(widgets()).toEqual([other]);
  document.body.innerHTML = "<a href='#' data-tresen-open='form'>Write</a>";
  document.querySelector("a")?.click();
  await settle();
  expect(brought()).toBeUndefined();
});

test.each([{ version: 1 }, { from: { src: "", dataset: {} } }])(
  "does nothing where there is one: %j",
  (there) => {
    page.tresen = Object.assign([], there);
    mount();
    expect(widgets()).toEqual([]);
  },
);
