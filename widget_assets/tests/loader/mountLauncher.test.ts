import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Availability } from "../../src/loader/followAvailability.js";
import { importPart } from "../../src/loader/importPart.js";
import { lazyPart } from "../../src/loader/lazyPart.js";
import { type LauncherOptions, mountLauncher } from "../../src/loader/mountLauncher.js";
import { styleSheet } from "../../src/loader/styleSheet.js";
import { texts } from "../../src/loader/texts.js";

vi.mock("../../src/loader/importPart.js", () => ({ importPart: vi.fn() }));

const PANEL = { path: "/assets/panel-1.js", integrity: "sha256-abc" };
const panel = { show: vi.fn(), toggle: vi.fn(), tellError: vi.fn() };
const openPanel = vi.fn(() => panel);

let made = 0;

beforeEach(() => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  vi.mocked(importPart).mockResolvedValue({ openPanel });
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

/** What the file says from now on. */
function says(state: Availability) {
  const groups = { service: { state, valid_until: Date.now() / 1000 + 60 } };
  vi.mocked(fetch).mockResolvedValue(new Response(JSON.stringify({ unanswered_seconds: 60, groups })));
}

test("before the click the availability is asked for once, and nothing is loaded, stored or connected", () => {
  const opened = vi.fn();
  vi.stubGlobal("WebSocket", opened);
  vi.stubGlobal("indexedDB", { open: opened });
  const { host } = mount();
  expect(fetch).toHaveBeenCalledOnce();
  expect(vi.mocked(fetch).mock.lastCall?.[0]).toBe(`https://chat.test/availability/${location.host}.json`);
  expect(importPart).not.toHaveBeenCalled();
  expect(opened).not.toHaveBeenCalled();
  expect([localStorage.length, sessionStorage.length, document.cookie]).toEqual([0, 0, ""]);
  expect([...document.body.children]).toEqual([host]);
  expect(document.head.childElementCount).toBe(0);
});

test("the launcher is a labelled button that says what it opens", () => {
  const { button } = mount();
  expect(button.title).toMatch(/^Chat\b/);
  expect(button.getAttribute("aria-haspopup")).toBe("dialog");
  expect(button.getAttribute("aria-expanded")).toBe("false");
});

test.each(["available", "busy", "offline"] as const)("%s is said in words and shown", async (state) => {
  says(state);
  const { button } = mount({ locale: "de" });
  expect(button.title).toBe(texts.de.offline);
  await vi.waitFor(() => expect(button.title).toBe(texts.de[state]));
  expect([...button.classList]).toEqual(["launcher", state]);
});

test("an availability that can not be had is no error on the page", async () => {
  const { button } = mount({ locale: "en" });
  await new Promise((resolve) => setTimeout(resolve));
  expect(button.title).toBe(texts.en.offline);
});

test("what the panel says on the launcher is not overwritten", async () => {
  says("available");
  const { button } = mount();
  button.dataset.unread = "true";
  button.title = "Chat, new message";
  await vi.waitFor(() => expect(button.classList).toContain("available"));
  expect(button.title).toBe("Chat, new message");
});

test("the click loads the panel by its name and hash and hands it what it needs", async () => {
  const { root, button, click } = mount({ locale: "de" });
  await click();
  expect(importPart).toHaveBeenCalledExactlyOnceWith("https://chat.test/assets/panel-1.js", PANEL.integrity);
  expect(openPanel).toHaveBeenCalledExactlyOnceWith({
    root,
    button,
    origin: "https://chat.test",
    locale: "de",
    availability: expect.objectContaining({ state: "offline" }),
    label: expect.any(Function),
    lazyPart,
    styleSheet,
  });
  expect(panel.toggle).toHaveBeenCalledOnce();
});

test("an impatient visitor gets one panel", async () => {
  const { button, click } = mount();
  button.click();
  await click();
  await click();
  expect(openPanel).toHaveBeenCalledOnce();
});

test("the page can open the chat", async () => {
  const { launcher } = mount();
  await launcher.open();
  expect(panel.show).toHaveBeenCalledOnce();
});

describe("a panel that can not be loaded", () => {
  test("is said in words, and asked for under another name on the next click", async () => {
    vi.mocked(importPart).mockRejectedValueOnce(new TypeError("away"));
    const { notice, click } = mount({ locale: "en" });
    await click();
    expect(notice.textContent).toBe(texts.en.failed);
    expect(notice.getAttribute("role")).toBe("status");
    await click();
    expect(notice.textContent).toBe("");
    expect(vi.mocked(importPart).mock.lastCall?.[0]).toBe("https://chat.test/assets/panel-1.js?1");
    expect(panel.toggle).toHaveBeenCalledOnce();
    expect(panel.tellError).not.toHaveBeenCalled();
  });
});

test("a panel that is there and fails is said in words, and has it told", async () => {
  const error = new TypeError("e is not a function");
  panel.toggle.mockImplementationOnce(() => {
    throw error;
  });
  const { notice, click } = mount({ locale: "en" });
  await click();
  expect(notice.textContent).toBe(texts.en.failed);
  expect(panel.tellError).toHaveBeenCalledExactlyOnceWith(error);
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
  document.dispatchEvent(new Event("DOMContentLoaded", { bubbles: true }));
  expect(document.querySelector(name)).not.toBeNull();
});
