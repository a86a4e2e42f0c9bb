import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { definePanel } from "../../src/embed/definePanel.js";
import { page, settle, widgets } from "../loader/page.js";

beforeEach(() => {
  vi.spyOn(URL.prototype, "origin", "get").mockReturnValue("data:text/javascript,//");
  definePanel();
  definePanel();
});

afterEach(() => {
  document.body.replaceChildren();
  for (const widget of widgets()) widget.remove();
  delete page.tresen;
  vi.restoreAllMocks();
});

/** As the loader puts it there. */
function arrive() {
  const host = document.createElement("tresen-widget");
  document.documentElement.append(host);
  return host;
}

function place(attributes: Readonly<Record<string, string>> = {}) {
  const panel = document.createElement("tresen-panel");
  for (const [name, value] of Object.entries(attributes)) panel.setAttribute(name, value);
  document.body.append(panel);
  return panel;
}

const calls = () => [...page.tresen];

/** The page names the loader by itself. */
const named = () => {
  page.tresen = [];
  vi.spyOn(document, "scripts", "get").mockReturnValue([
    { src: "data:text/javascript,///loader-1a2b.js" },
  ] as unknown as HTMLCollectionOf<HTMLScriptElement>);
};

describe("the loader", () => {
  test("is brought with the attributes as its settings", () => {
    place({ site: "shop", group: "sales", locale: "de", theme: "dark", consent: "denied", class: "x" });
    expect(page.tresen.from).toEqual({
      src: "data:text/javascript,///loader.js",
      dataset: { site: "shop", group: "sales", locale: "de", theme: "dark", consent: "denied" },
    });
  });

  test("that the page names is waited for", () => {
    named();
    place({ site: "shop" });
    expect(page.tresen.from).toBeUndefined();
  });

  test("that has run, or is on its way, is not brought again", () => {
    page.tresen = Object.assign([], { version: 1 });
    place();
    expect(page.tresen.from).toBeUndefined();
    const from = { src: "https://chat.test/loader.js", dataset: {} };
    page.tresen = Object.assign([], { from });
    place();
    expect(page.tresen.from).toBe(from);
  });
});

describe("the widget", () => {
  test("moves into its place as soon as it is there", async () => {
    named();
    const panel = place();
    const host = arrive();
    await settle();
    expect(host.parentNode).toBe(panel);
    expect(host.dataset.placed).toBe("");
    expect(calls()).toEqual([]);
  });

  test("that is there already moves at once, and opens where the attribute says so", () => {
    named();
    const host = arrive();
    const panel = place({ open: "", locale: "de" });
    expect(host.parentNode).toBe(panel);
    expect(calls()).toEqual([
      ["setLocale", "de"],
      ["open", "chat"],
    ]);
  });

  test("that has these settings already is not told", () => {
    named();
    arrive().dataset.locale = "de";
    place({ locale: "de", open: "form" });
    expect(calls()).toEqual([["open", "form"]]);
  });

  test("goes back to the page's corner with its place", async () => {
    named();
    const host = arrive();
    const panel = place();
    panel.remove();
    expect(host.parentNode).toBe(document.documentElement);
    expect("placed" in host.dataset).toBe(false);
    expect(calls()).toEqual([["close"]]);
    document.body.append(panel);
    expect(host.parentNode).toBe(panel);
  });

  test("that has ended meanwhile is left alone, and what was waited for no more", async () => {
    named();
    const host = arrive();
    const panel = place();
    host.remove();
    delete page.tresen;
    panel.remove();
    expect("tresen" in window).toBe(false);
    const other = arrive();
    await settle();
    expect(other.parentNode).toBe(document.documentElement);
  });

  test("follows the attributes", () => {
    named();
    arrive();
    const panel = place();
    panel.setAttribute("theme", "dark");
    panel.setAttribute("theme", "dark");
    panel.setAttribute("open", "form");
    panel.removeAttribute("open");
    panel.setAttribute("title", "x");
    expect(calls()).toEqual([["setTheme", "dark"], ["open", "form"], ["close"]]);
  });

  test("holds what page and site say where an attribute goes", () => {
    named();
    const { dataset } = arrive();
    const panel = place({ theme: "dark", group: "sales" });
    Object.assign(dataset, { theme: "dark", group: "sales" });
    page.tresen = [];
    panel.removeAttribute("theme");
    panel.removeAttribute("group");
    expect([dataset.theme, dataset.group]).toEqual([undefined, undefined]);
    expect(calls()).toEqual([["again"], ["again"]]);
  });

  test("that has ended is told of no attribute: there is no global again", () => {
    named();
    const host = arrive();
    const panel = place({ theme: "dark" });
    host.remove();
    delete page.tresen;
    panel.setAttribute("theme", "light");
    panel.setAttribute("open", "form");
    expect("tresen" in window).toBe(false);
  });
});
