import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { importPanel } from "../../src/loader/importPanel.js";
import { type LauncherOptions, mountLauncher } from "../../src/loader/mountLauncher.js";
import { texts } from "../../src/loader/texts.js";

vi.mock("../../src/loader/importPanel.js", () => ({ importPanel: vi.fn() }));

const PANEL = { path: "/assets/panel-1.js", integrity: "sha384-abc" };
const panel = { show: vi.fn(), toggle: vi.fn() };
const openPanel = vi.fn(() => panel);

let made = 0;

beforeEach(() => {
  vi.mocked(importPanel).mockResolvedValue({ openPanel });
});

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.lang = "";
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

/** Each test needs an element of its own: a name can not be defined twice. */
function mount(options: Partial<LauncherOptions> = {}) {
  const name = `test-widget-${made++}`;
  const launcher = mountLauncher(name, {
    origin: "https://chat.test",
    panel: PANEL,
    locale: undefined,
    ...options,
  });
  const host = document.querySelector<HTMLElement>(name);
  const root = host?.shadowRoot;
  const button = root?.querySelector("button");
  const notice = root?.querySelector("p");
  if (!host || !root || !button || !notice) throw new Error("the launcher is not there");
  const click = async () => {
    button.click();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { launcher, host, root, button, notice, click };
}

test("before the click nothing is loaded, stored or connected", () => {
  const opened = vi.fn();
  vi.stubGlobal("WebSocket", opened);
  vi.stubGlobal("fetch", opened);
  vi.stubGlobal("indexedDB", { open: opened });
  const { host } = mount();
  expect(importPanel).not.toHaveBeenCalled();
  expect(opened).not.toHaveBeenCalled();
  expect([localStorage.length, sessionStorage.length, document.cookie]).toEqual([0, 0, ""]);
  expect([...document.body.children]).toEqual([host]);
  expect(document.head.childElementCount).toBe(0);
});

test("the launcher is a labelled button that says what it opens", () => {
  const { button } = mount();
  expect(button.getAttribute("aria-label")).toBe("Chat");
  expect(button.getAttribute("aria-haspopup")).toBe("dialog");
  expect(button.getAttribute("aria-expanded")).toBe("false");
  expect(button.querySelector("svg")?.getAttribute("aria-hidden")).toBe("true");
});

test("the click loads the panel by its name and hash and hands it what it needs", async () => {
  const { root, button, click } = mount({ locale: "de" });
  await click();
  expect(importPanel).toHaveBeenCalledExactlyOnceWith("https://chat.test/assets/panel-1.js", PANEL.integrity);
  expect(openPanel).toHaveBeenCalledExactlyOnceWith({
    root,
    button,
    origin: "https://chat.test",
    locale: "de",
  });
  expect(panel.toggle).toHaveBeenCalledOnce();
});

test("an impatient visitor gets one panel", async () => {
  const { button, click } = mount();
  button.click();
  await click();
  expect(importPanel).toHaveBeenCalledOnce();
  expect(openPanel).toHaveBeenCalledOnce();
});

test("the page can open the chat", async () => {
  const { launcher } = mount();
  await launcher.open();
  expect(panel.show).toHaveBeenCalledOnce();
});

describe("a panel that can not be loaded", () => {
  test("is said in words, and asked for under another name on the next click", async () => {
    vi.mocked(importPanel).mockRejectedValueOnce(new TypeError("away"));
    const { notice, click } = mount({ locale: "en" });
    await click();
    expect(notice.textContent).toBe(texts.en.failed);
    expect(notice.getAttribute("role")).toBe("status");
    await click();
    expect(notice.textContent).toBe("");
    expect(vi.mocked(importPanel).mock.lastCall?.[0]).toBe("https://chat.test/assets/panel-1.js?2");
    expect(panel.toggle).toHaveBeenCalledOnce();
  });
});

test.each([
  ["de", "en", "de"],
  [undefined, "de-DE", "de"],
  [undefined, "", "en"],
])("asked for %s on a page in %j the launcher speaks %s", (locale, lang, expected) => {
  document.documentElement.lang = lang;
  vi.stubGlobal("navigator", { language: "en-GB" });
  expect(mount({ locale }).host.lang).toBe(expected);
});

test("a script that runs before there is a body waits for it", () => {
  const body = vi.spyOn(document, "body", "get").mockReturnValue(null as unknown as HTMLBodyElement);
  const name = `test-widget-${made++}`;
  mountLauncher(name, { origin: "https://chat.test", panel: PANEL, locale: undefined });
  body.mockRestore();
  expect(document.querySelector(name)).toBeNull();
  document.dispatchEvent(new Event("DOMContentLoaded"));
  expect(document.querySelector(name)).not.toBeNull();
});
