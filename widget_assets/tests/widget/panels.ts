import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Entry } from "../../src/chat/applyEvent.js";
import { setConsent } from "../../src/chat/consent.js";
import type { PanelUse } from "../../src/chat/usage.js";
import { visitorKey } from "../../src/chat/visitorKey.js";
import type { Availability, AvailabilityFile } from "../../src/loader/AvailabilityFile.js";
import type { Command, ConversationState } from "../../src/protocol/frames.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { CONVERSATION, message, note, opened } from "../chat/samples.js";
import { createPage } from "./createPage.js";

export const PARTS = {
  CONVERSATION: { path: "/assets/conversation-1.js", integrity: "sha256-abc" },
  CORE: { path: "/assets/core-1.js", integrity: "sha256-core" },
  INTERFACE: { path: "/assets/interface-1.js", integrity: "sha256-interface" },
  RIGHTS: { path: "/assets/rights-1.js", integrity: "sha256-rights" },
};

/** The conversation and the menu, which are one part. */
export const load = vi.fn();
export const createMore = vi.fn();
export const followUsage = vi.fn<(use: PanelUse) => void>();
export const report = vi.fn();
export const loadCore = vi.fn();
export const loadCommands = vi.fn();
/** As the loader has it: each part by its name, which the hash in it follows. */
export const importPart = vi.fn((url: string, _: string) =>
  /conversation/.test(url) ? load() : /interface/.test(url) ? loadCommands() : loadCore(),
);

export const part = async () => ({
  ...(await import("../../src/widget/createVisitorTalk.js")),
  ...(await import("../../src/widget/createMessages.js")),
  createMore,
});

const pages: ReturnType<typeof createPage>[] = [];

/** For each test of a file everything that the panel works with, and nothing of it left behind. */
export function usePanels(): void {
  beforeEach(async () => {
    const more = await import("../../src/privacy/createMore.js");
    createMore.mockImplementation(more.createMore);
    loadCore.mockImplementation(async () => ({ followUsage, report, setConsent }));
    loadCommands.mockImplementation(() => import("../../src/interface/createCommands.js"));
    load.mockImplementation(part);
    for (const [name, value] of Object.entries(PARTS)) vi.stubGlobal(name, value);
    vi.spyOn(URL.prototype, "origin", "get").mockReturnValue("https://chat.test");
    // Somebody has just clicked.
    Object.defineProperty(navigator, "userActivation", { value: { isActive: true }, configurable: true });
    localStorage.clear();
    vi.stubGlobal("indexedDB", new IDBFactory());
    FakeSocket.install();
  });

  afterEach(() => {
    for (const { tresen } of pages.splice(0)) tresen.destroy();
    setConsent(undefined);
    document.body.replaceChildren();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.resetAllMocks();
    vi.restoreAllMocks();
  });
}

export function make(state: Availability = "available", site: Partial<AvailabilityFile> = {}) {
  const page = createPage(importPart, state, site);
  pages.push(page);
  const { root, host, button } = page;
  const find = <T extends HTMLElement>(selector: string) => root.querySelector(selector) as T;
  const dialog = () => find(".panel");
  const field = () => find<HTMLTextAreaElement>("textarea");
  const press = (key: string) => field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const type = (text: string) => {
    field().value = text;
    field().dispatchEvent(new Event("input"));
  };
  const write = (text: string) => {
    type(text);
    press("Enter");
  };
  return { ...page, root, host, button, find, dialog: dialog(), field: field(), press, type, write };
}

export const sent = (type: Command["type"]) =>
  FakeSocket.newest.sent.filter((command) => command.type === type);

/** What a test leaves under way must not reach the next one. */
export const connecting = () => vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1));

/** The panel of a visitor who comes back to a conversation. */
export async function underWay(
  state: ConversationState = "taken",
  entries: readonly Entry[] = ENTRIES,
  site: Partial<AvailabilityFile> = {},
) {
  await visitorKey();
  const made = make("available", site);
  made.tresen.open();
  await connecting();
  FakeSocket.newest.accept();
  await vi.waitFor(() => expect(sent("open")).toHaveLength(1));
  const [open] = sent("open");
  FakeSocket.newest.say(opened(open && "command_id" in open ? open.command_id : "", entries, state));
  return made;
}

export const ENTRIES = [note(1, "started"), note(2, "taken", "agent"), message(3, "agent")];

export const say = (...entries: Entry[]) =>
  FakeSocket.newest.say({ type: "entries_added", conversation_id: CONVERSATION, entries });
