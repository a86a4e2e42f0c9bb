import { describe, expect, test, vi } from "vitest";
import { panel as de } from "../../src/texts/de.js";
import type { openPanel } from "../../src/widget/openPanel.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { message, opened } from "../chat/samples.js";
import { ENTRIES, make, sent, underWay, usePanels } from "../widget/panels.js";
import { hearing } from "./hearing.js";

usePanels();

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

describe("another language", () => {
  const german = async () => {
    vi.resetModules();
    vi.doMock("../../src/texts/language.js", () => import("../../src/texts/de.js"));
    return (await import("../../src/widget/openPanel.js")).openPanel as typeof openPanel;
  };

  test("keeps the text, the focus and what is open, in one panel, and tells the page nothing", async () => {
    const page = make();
    page.use(await german());
    page.tresen.open();
    page.type("hello");
    const heard = hearing();
    page.tresen.setLocale("de");
    expect(page.root.querySelectorAll(".panel")).toHaveLength(1);
    const field = page.find<HTMLTextAreaElement>("textarea");
    expect([field.value, field.getAttribute("aria-label")]).toEqual(["hello", de.write]);
    expect(page.root.activeElement).toBe(field);
    expect(page.tresen.state()).toMatchObject({ isOpen: true, locale: "de" });
    expect(page.root.adoptedStyleSheets).toHaveLength(2);
    expect(heard).toEqual([]);
    await settle();
  });

  test("that is set before anything is open opens nothing", async () => {
    const page = make();
    page.use(await german());
    page.tresen.setLocale("de");
    expect(page.find(".panel").hidden).toBe(true);
    page.tresen.open();
    expect(page.find("textarea").getAttribute("aria-label")).toBe(de.write);
  });

  test("does what was called behind it", async () => {
    const page = make();
    page.use(await german());
    page.calls.push(["open"], ["setLocale", "de"], ["hide"]);
    page.tresen.setLocale("de");
    expect(page.find(".panel").hidden).toBe(true);
    expect(page.calls).toHaveLength(0);
  });

  test("goes on with the conversation, also while the panel is closed, and ends what the other one had", async () => {
    const page = await underWay();
    page.use(await german());
    const first = FakeSocket.newest;
    const closed = vi.spyOn(first, "close");
    page.tresen.close();
    page.tresen.setLocale("de");
    expect(closed).toHaveBeenCalled();
    await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(2));
    const heard = hearing();
    FakeSocket.newest.accept();
    await vi.waitFor(() => expect(sent("open")).toHaveLength(1));
    const [open] = sent("open");
    const entries = [...ENTRIES, message(4, "agent")];
    FakeSocket.newest.say(opened(open && "command_id" in open ? open.command_id : "", entries, "taken"));
    await vi.waitFor(() => expect(page.button.title).toBe(de.unread(1)));
    expect(page.tresen.state()).toMatchObject({ unread: 1, conversation: "taken" });
    expect(heard).toEqual([
      ["message", { author: "agent", seq: 4 }],
      ["unread", { unread: 1 }],
    ]);
  });
});
