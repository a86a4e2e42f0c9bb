import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMore } from "../../src/privacy/createMore.js";
import { createRights } from "../../src/privacy/createRights.js";
import { menu, panel, privacy } from "../../src/texts/de.js";
import { element } from "../../src/widget/element.js";
import { ORIGIN } from "./samples.js";

vi.mock("../../src/texts/language.js", () => import("../../src/texts/de.js"));

const ended = new AbortController();

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("FORM", {});
  vi.stubGlobal("RIGHTS", {});
});

afterEach(() => {
  ended.abort();
  vi.unstubAllGlobals();
});

test("the menu and what it leads to speak the panel's language", async () => {
  const root = document.body.appendChild(element("div")).attachShadow({ mode: "open" });
  const menuFrame = element("div", {}, element("button", {}));
  const slot = element("div");
  root.append(menuFrame, slot);
  const more = createMore({
    origin: ORIGIN,
    locale: "de",
    root,
    held: {},
    signal: ended.signal,
    menuFrame,
    cover: (view) => slot.replaceChildren(...(view ? [view.node] : [])),
    focusIn() {},
    said: () => "",
    known: () => ({}),
    availability: { file: undefined },
    panelTexts: panel,
    talk: () => undefined,
    onError: vi.fn(),
    onNews: vi.fn(),
    onForget: vi.fn(),
    parts: (() => async () => ({ createRights })) as never,
  });
  more.toggleMenu();
  const items = [...root.querySelectorAll<HTMLElement>("[role=menuitem]")];
  expect(items.map(({ textContent }) => textContent)).toEqual(Object.values(menu.titles).slice(1));
  items[0]?.click();
  expect(slot.textContent).toContain(menu.notAnalysed);
  items.find(({ textContent }) => textContent === menu.titles.erase)?.click();
  await vi.waitFor(() => expect(slot.textContent).toContain(privacy.erasing));
});
