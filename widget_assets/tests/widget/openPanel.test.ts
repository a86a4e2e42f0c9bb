import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { visitorKey } from "../../src/chat/visitorKey.js";
import type { Locale } from "../../src/loader/pickLocale.js";
import { openPanel } from "../../src/widget/openPanel.js";
import { de } from "../../src/widget/texts/de.js";
import { en } from "../../src/widget/texts/en.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { CONVERSATION, message, note, opened } from "../chat/samples.js";

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  FakeSocket.install();
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function make(locale: Locale = "en") {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  root.append(button);
  document.body.append(host);
  const panel = openPanel({ root, button, origin: "https://chat.test", locale });
  const find = <T extends HTMLElement>(selector: string) => root.querySelector(selector) as T;
  const dialog = find(".panel");
  const field = find<HTMLTextAreaElement>("textarea");
  const press = (key: string) => field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const write = (text: string) => {
    field.value = text;
    press("Enter");
  };
  return { panel, root, button, find, dialog, field, press, write };
}

/** The panel of a visitor who comes back to a conversation. */
async function underWay() {
  await visitorKey();
  const made = make();
  made.panel.show();
  await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1));
  FakeSocket.newest.accept();
  const entries = [note(1, "started"), note(2, "taken", "agent"), message(3, "agent")];
  FakeSocket.newest.say(opened(FakeSocket.newest.last.command_id, entries));
  return made;
}

const say = (seq: number) =>
  FakeSocket.newest.say({ type: "entry_added", conversation_id: CONVERSATION, entry: message(seq, "agent") });

test("opening shows the panel and moves the focus in; closing gives it back", () => {
  const { panel, root, button, dialog, field, press } = make();
  panel.toggle();
  expect(dialog.hidden).toBe(false);
  expect(root.activeElement).toBe(field);
  expect(button.getAttribute("aria-expanded")).toBe("true");
  press("Escape");
  expect(dialog.hidden).toBe(true);
  expect(root.activeElement).toBe(button);
  expect(button.getAttribute("aria-expanded")).toBe("false");
});

test("on a touch screen the keyboard does not come up by itself", () => {
  vi.stubGlobal("matchMedia", (query: string) => ({ matches: query === "(pointer: coarse)" }));
  const { panel, root, dialog } = make();
  panel.show();
  expect(root.activeElement).toBe(dialog);
});

test("what was said is shown", async () => {
  const { find } = await underWay();
  expect(find("[role=log]").textContent).toContain("text 3");
  expect(find(".state").textContent).toBe(en.states.taken);
});

test("a message goes out and shows at once", async () => {
  const { find, write } = await underWay();
  write("hello");
  expect(find(".unsent").textContent).toContain("hello");
  await vi.waitFor(() =>
    expect(FakeSocket.newest.last).toMatchObject({ type: "send_message", text: "hello" }),
  );
});

test("typing is told", async () => {
  const { field } = await underWay();
  field.dispatchEvent(new Event("input"));
  expect(FakeSocket.newest.last.type).toBe("announce_typing");
});

describe("while the panel is closed", () => {
  test("a new message shows on the launcher, until the panel is opened", async () => {
    const { panel, button } = await underWay();
    panel.toggle();
    expect(button.dataset.state).toBe("closed");
    say(4);
    expect(button.dataset.state).toBe("unread");
    expect(button.getAttribute("aria-label")).toBe(en.unread);
    panel.toggle();
    expect(button.dataset.state).toBe("open");
    panel.toggle();
    expect(button.dataset.state).toBe("closed");
  });
});

describe("ending the conversation", () => {
  test("asks the server, and invites to write again", async () => {
    const { root, find, field } = await underWay();
    find(".link[aria-label]").click();
    expect(root.activeElement).toBe(field);
    const { type, command_id } = FakeSocket.newest.last;
    expect(type).toBe("close");
    FakeSocket.newest.say(opened(command_id, [note(4, "closed")], "closed"));
    expect(find(".state").textContent).toBe(en.states.closed);
    expect(field.placeholder).toBe(en.writeAgain);
    expect(field.disabled).toBe(false);
  });

  test("that is refused says so", async () => {
    const { find } = await underWay();
    find(".link[aria-label]").click();
    const { command_id } = FakeSocket.newest.last;
    FakeSocket.newest.say({ type: "command_refused", command_id, code: "not_allowed" });
    await vi.waitFor(() => expect(find("[role=status]").textContent).toBe(en.refusals.not_allowed));
  });
});

test("without https the panel says why nothing can be written, and stores nothing", async () => {
  vi.spyOn(crypto, "subtle", "get").mockReturnValue(undefined as unknown as SubtleCrypto);
  const { panel, find, field } = make("de");
  panel.show();
  expect(find("[role=status]").textContent).toBe(de.insecure);
  expect(field.disabled).toBe(true);
  expect(await indexedDB.databases()).toEqual([]);
});
