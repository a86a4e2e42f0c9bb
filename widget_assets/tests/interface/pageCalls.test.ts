import { beforeEach, describe, expect, test, vi } from "vitest";
import { visitorKey } from "../../src/chat/visitorKey.js";
import { panel as en } from "../../src/texts/en.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { message, note, opened } from "../chat/samples.js";
import {
  connecting,
  createMore,
  ENTRIES,
  importPart,
  load,
  loadCommands,
  make,
  say,
  sent,
  underWay,
  usePanels,
} from "../widget/panels.js";
import { hearing } from "./hearing.js";

usePanels();

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

let warn: ReturnType<typeof vi.fn<typeof console.warn>>;

beforeEach(() => {
  warn = vi.fn();
  vi.spyOn(console, "warn").mockImplementation(warn);
});

const warnings = () => warn.mock.calls.map(([text]) => text);

describe("opening and closing", () => {
  test("tells the page, and what holds", () => {
    const heard = hearing();
    const { tresen } = make();
    tresen.open();
    expect(tresen.state()).toMatchObject({ isOpen: true, unread: 0, conversation: "none", locale: "en" });
    tresen.open();
    tresen.close();
    tresen.close();
    expect(tresen.state().isOpen).toBe(false);
    expect(heard).toEqual([
      ["opened", {}],
      ["closed", {}],
    ]);
  });

  test("the page may hide the launcher: the panel closes, and can be opened without it", () => {
    const { tresen, button, dialog } = make();
    tresen.open();
    tresen.hide();
    expect([button.hidden, dialog.hidden]).toEqual([true, true]);
    tresen.open();
    expect([button.hidden, dialog.hidden, tresen.state().isHidden]).toEqual([true, false, true]);
    tresen.show();
    expect([button.hidden, dialog.hidden]).toEqual([false, false]);
  });

  test("gives the focus back to what opened it, also where the browser does not focus what is clicked", () => {
    document.body.innerHTML = "<button>One</button><a href='#'>Two</a>";
    const [one, two] = document.body.children as unknown as HTMLElement[];
    const { tresen, press } = make();
    one?.focus();
    tresen.open();
    press("Escape");
    expect(document.activeElement).toBe(one);
    one?.blur();
    // As the loader calls it for an element that opens the chat.
    (tresen.open as (view: string, from: unknown) => void)("chat", two);
    press("Escape");
    expect(document.activeElement).toBe(two);
  });

  test("by itself while the page loads takes the focus from nobody", () => {
    const { tresen, root, button } = make();
    Object.defineProperty(navigator, "userActivation", { value: { isActive: false }, configurable: true });
    tresen.open();
    expect(root.activeElement).toBeNull();
    tresen.close();
    expect(document.activeElement).toBe(document.body);
    // As Safari has it, which focuses no button at a click.
    (tresen.toggle as (event: unknown) => void)(new Event("click"));
    expect(root.activeElement?.localName).toBe("textarea");
    tresen.close();
    expect(root.activeElement).toBe(button);
  });

  test("gives it to the launcher where that is gone, and takes it from nobody who is elsewhere", () => {
    document.body.innerHTML = "<button>One</button><input>";
    const [one, field] = document.body.children as unknown as HTMLElement[];
    const { tresen, root, button, press } = make();
    one?.focus();
    tresen.open();
    one?.remove();
    press("Escape");
    expect(root.activeElement).toBe(button);
    tresen.open();
    field?.focus();
    tresen.close();
    expect(document.activeElement).toBe(field);
  });

  test("Escape does not close a panel that the page has placed, but the page may", () => {
    const { tresen, host, dialog, press } = make();
    host.dataset.placed = "";
    tresen.open();
    press("Escape");
    expect(dialog.hidden).toBe(false);
    tresen.close();
    expect(dialog.hidden).toBe(true);
  });

  test.each([["open", "form"], ["openContactForm"]] as const)(
    "shows the contact form: %s %s",
    async (...call) => {
      const openForm = vi.fn();
      const close = vi.fn();
      createMore.mockImplementation(({ cover }) => ({
        openForm: openForm.mockImplementation(() =>
          cover({ node: document.createElement("p"), title: "Form" }),
        ),
        close,
        prefill() {},
        resume() {},
      }));
      const { tresen, dialog, find } = make();
      tresen.push(call as never);
      await vi.waitFor(() => expect(openForm).toHaveBeenCalledOnce());
      expect([dialog.hidden, find(".title").textContent]).toEqual([false, "Form"]);
      tresen.open();
      await settle();
      expect(close).not.toHaveBeenCalled();
      tresen.open("chat");
      await settle();
      expect(close).toHaveBeenCalledOnce();
    },
  );
});

describe("events", () => {
  test("of what was said before there are none, of what is said now there are", async () => {
    const heard = hearing();
    const { tresen } = await underWay();
    expect(heard).toEqual([
      ["opened", {}],
      ["conversation", { state: "taken" }],
    ]);
    heard.splice(0);
    say(message(4, "agent"), message(5, "visitor"));
    tresen.close();
    say(message(6, "agent"), message(7, "agent"), note(8, "closed", "agent"));
    expect(tresen.state()).toMatchObject({ unread: 2, conversation: "closed" });
    tresen.open();
    expect(heard).toEqual([
      ["message", { author: "agent", seq: 4 }],
      ["message", { author: "visitor", seq: 5 }],
      ["closed", {}],
      ["message", { author: "agent", seq: 6 }],
      ["message", { author: "agent", seq: 7 }],
      ["unread", { unread: 2 }],
      ["conversation", { state: "closed" }],
      ["opened", {}],
      ["unread", { unread: 0 }],
    ]);
  });

  test("carry nothing that was written", async () => {
    const heard = hearing();
    await underWay();
    say(message(4, "agent"));
    expect(JSON.stringify(heard)).not.toContain("text");
  });

  test("tell of an availability that has changed, and what is new stays on the launcher", async () => {
    const page = await underWay();
    page.tresen.close();
    say(message(4, "agent"));
    const heard = hearing();
    page.availability.state = "busy";
    page.label();
    await vi.waitFor(() => expect(heard).toEqual([["availability", { availability: "busy" }]]));
    expect([page.button.title, page.button.dataset.unread]).toEqual([en.unread(1), "1"]);
    page.label();
    await vi.waitFor(() => expect(page.button.title).toBe(en.unread(1)));
    expect(heard).toHaveLength(1);
  });

  test("come to who listens, once or until it has enough", async () => {
    const { tresen } = make();
    const always = vi.fn();
    const once = vi.fn();
    tresen.on("opened", always);
    tresen.once("opened", once);
    tresen.on("closed", always);
    tresen.open();
    tresen.close();
    tresen.open();
    await vi.waitFor(() => expect(always).toHaveBeenCalledTimes(3));
    expect(once).toHaveBeenCalledOnce();
    expect(always.mock.calls.map(([{ type }]) => type)).toEqual([
      ...["tresen:opened", "tresen:closed", "tresen:opened"],
    ]);
    tresen.off("opened", always);
    tresen.close();
    tresen.open();
    expect(always).toHaveBeenCalledTimes(4);
  });

  test("that nobody knows are told to the developer", async () => {
    const { tresen } = make();
    tresen.on("typing" as "opened", () => {});
    tresen.on("opened", undefined as never);
    await vi.waitFor(() => expect(warnings()).toHaveLength(2));
    expect(warnings()[0]).toMatch(/^tresen\.on: expected one of availability, opened, .*, got "typing"$/);
  });

  test("of a contact request carry its id", async () => {
    const heard = hearing();
    let received = (_: string) => {};
    createMore.mockImplementation(({ onReceived }) => {
      received = onReceived;
      return { openForm() {}, prefill() {}, resume() {} };
    });
    make().tresen.openContactForm();
    await vi.waitFor(() => expect(createMore).toHaveBeenCalled());
    received("c1");
    expect(heard).toContainEqual(["contact", { id: "c1" }]);
  });
});

describe("what the page says of the visitor", () => {
  test("is told to the agents once there is a conversation, and what became of it to the page", async () => {
    const heard = hearing();
    const { tresen } = await underWay();
    tresen.identify("a.b.c");
    await vi.waitFor(() => expect(sent("identify")).toHaveLength(1));
    const [identify] = sent("identify");
    expect(identify).toMatchObject({ token: "a.b.c" });
    if (identify?.type !== "identify") throw new Error("nothing was sent");
    FakeSocket.newest.say({
      type: "command_refused",
      command_id: identify.command_id,
      code: "token_expired",
    });
    await vi.waitFor(() =>
      expect(heard).toContainEqual(["identified", { accepted: false, code: "token_expired" }]),
    );
    tresen.setAttributes({ plan: "gold" });
    await vi.waitFor(() => expect(sent("set_attributes")).toMatchObject([{ attributes: { plan: "gold" } }]));
  });

  test("that can not be right is told to the developer without its value", async () => {
    const { tresen } = make();
    tresen.identify("ada@example.org");
    tresen.setAttributes({ "E-Mail": "ada@example.org" });
    tresen.prefill("ada@example.org" as never);
    await vi.waitFor(() => expect(warnings()).toHaveLength(3));
    expect(warnings().join()).not.toContain("ada");
    expect(warnings()[0]).toBe(
      "tresen.identify: expected a JWT that the site's own server has signed, got string",
    );
  });

  test("fills the message where the visitor has written none, and the form's fields by their names", async () => {
    const prefill = vi.fn();
    const openForm = vi.fn();
    createMore.mockImplementation(() => ({ prefill, openForm, resume() {} }));
    const { tresen, field } = make();
    tresen.prefill({ message: "About order 7", email: "ada@example.org" });
    await vi.waitFor(() => expect(field.value).toBe("About order 7"));
    tresen.prefill({ message: "Other", name: "Ada" });
    tresen.openContactForm();
    await vi.waitFor(() => expect(openForm).toHaveBeenCalled());
    expect(field.value).toBe("About order 7");
    const [{ known }] = createMore.mock.lastCall as unknown as [{ known(): object }];
    expect(known()).toEqual({ email: "ada@example.org", name: "Ada" });
    tresen.prefill({ name: "Bea" });
    expect(prefill).toHaveBeenLastCalledWith({ name: "Bea" });
  });

  test("is forgotten with the visitor, without a panel that was open", async () => {
    const reset = vi.fn(async () => {});
    createMore.mockImplementation(() => ({ reset, prefill() {}, resume() {} }));
    const { tresen, dialog } = make();
    tresen.reset();
    await vi.waitFor(() => expect(reset).toHaveBeenCalledOnce());
    expect(dialog.hidden).toBe(true);
  });

  test("is forgotten as soon as there is a connection, where the code for it could not be had", async () => {
    const reset = vi.fn(async () => {});
    createMore.mockImplementation(() => ({ reset, prefill() {}, resume() {} }));
    load.mockRejectedValueOnce(new TypeError("away"));
    const { tresen } = make();
    tresen.reset();
    await vi.waitFor(() => expect(load).toHaveBeenCalledOnce());
    await settle();
    expect(reset).not.toHaveBeenCalled();
    dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(reset).toHaveBeenCalledOnce());
  });
});

describe("ending the conversation", () => {
  test("asks the server, and leaves the focus where it is", async () => {
    const { tresen, root } = await underWay();
    tresen.close();
    tresen.endConversation();
    await vi.waitFor(() => expect(sent("close")).toHaveLength(1));
    expect(root.activeElement?.localName).not.toBe("textarea");
  });

  test("of a visitor who comes back waits until it is known", async () => {
    await visitorKey();
    const { tresen } = make();
    tresen.endConversation();
    await connecting();
    FakeSocket.newest.accept();
    await vi.waitFor(() => expect(sent("open")).toHaveLength(1));
    expect(sent("close")).toEqual([]);
    const [open] = sent("open");
    FakeSocket.newest.say(opened(open && "command_id" in open ? open.command_id : "", ENTRIES, "waiting"));
    await vi.waitFor(() => expect(sent("close")).toHaveLength(1));
  });

  test("that there is none of does nothing", async () => {
    const { tresen } = make();
    tresen.endConversation();
    await vi.waitFor(() => expect(loadCommands).toHaveBeenCalled());
    await settle();
    expect(load).not.toHaveBeenCalled();
    expect(warnings()).toEqual([]);
  });
});

describe("the page's consent", () => {
  test("holds at once and is told, and loads nothing that it may forbid", async () => {
    const heard = hearing();
    const { tresen, host } = make();
    tresen.consent("denied");
    await vi.waitFor(() => expect(host.dataset.consent).toBe("denied"));
    expect(heard).toEqual([["consent", { answer: "denied" }]]);
    await settle();
    expect(importPart).toHaveBeenCalledTimes(1);
    expect(tresen.state().consent).toBe("denied");
  });

  test("reaches what is there already", async () => {
    const { denied } = await import("../../src/chat/consent.js");
    const { tresen } = await underWay();
    tresen.consent("denied");
    await vi.waitFor(() => expect(denied()).toBe(true));
  });

  test("is granted or denied, and nothing else", async () => {
    const { tresen, host } = make();
    tresen.consent("maybe" as "denied");
    await vi.waitFor(() =>
      expect(warnings()).toEqual(['tresen.consent: expected "granted" or "denied", got "maybe"']),
    );
    expect(host.dataset.consent).toBeUndefined();
  });
});

describe("the calls", () => {
  test("that need no more than the panel load no more", async () => {
    const { tresen } = make();
    tresen.open();
    tresen.setTheme("dark");
    tresen.setGroup("sales");
    tresen.toggle();
    tresen.hide();
    tresen.show();
    await settle();
    expect(importPart).not.toHaveBeenCalled();
  });

  test("keep their order, also where one waits for its code", async () => {
    const opened = vi.fn();
    const { tresen, dialog } = make();
    tresen.on("opened", opened);
    tresen.open();
    expect(dialog.hidden).toBe(true);
    await vi.waitFor(() => expect(dialog.hidden).toBe(false));
    expect(opened).toHaveBeenCalledOnce();
    expect(importPart).toHaveBeenCalledWith("https://chat.test/assets/interface-1.js", "sha256-interface");
  });

  test("whose code can not be loaded keep nobody from the chat, and are done when there is a connection", async () => {
    loadCommands.mockRejectedValueOnce(new TypeError("away"));
    const closed = vi.fn();
    const { tresen, dialog } = make();
    tresen.on("closed", closed);
    tresen.open();
    await vi.waitFor(() => expect(dialog.hidden).toBe(false));
    dispatchEvent(new Event("online"));
    await settle();
    tresen.close();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });

  test("that are wrong tell the developer what to do, and throw nothing into the page", async () => {
    const { tresen, dialog } = make();
    tresen.open("everything" as "chat");
    tresen.setTheme("blue" as "dark");
    tresen.setLocale(7 as never);
    tresen.setGroup("");
    (tresen as unknown as { explode(): void }).explode();
    await vi.waitFor(() => expect(warnings()).toHaveLength(5));
    expect(warnings()).toEqual([
      'tresen.open: expected "chat" or "form", got "everything"',
      'tresen.setTheme: expected "auto", "light" or "dark", got "blue"',
      'tresen.setLocale: expected a language such as "de", got number',
      `tresen.setGroup: expected the name of one of the site's groups, got ""`,
      "tresen.explode: there is no such call",
    ]);
    expect(dialog.hidden).toBe(false);
  });

  test.each(["open", "setGroup", "setTheme"])(
    "%s with what is no text leaves the panel as it is",
    async (name) => {
      const { tresen, dialog } = make();
      tresen.open();
      await vi.waitFor(() => expect(dialog.hidden).toBe(false));
      // biome-ignore lint/suspicious/noExplicitAny: what a page's script may do
      for (const value of [Symbol("x"), Object.create(null), {}]) (tresen as any)[name](value);
      await vi.waitFor(() => expect(warnings()).toHaveLength(3));
      expect(warnings()[0]).toMatch(RegExp(`^tresen.${name}: expected .*, got symbol$`));
      expect([dialog.hidden, dialog.isConnected]).toEqual([false, true]);
    },
  );

  test("that can not even be looked at throw nothing into the page either", async () => {
    const { tresen, dialog } = make();
    tresen.prefill({
      get message(): string {
        throw new Error("no");
      },
    });
    tresen.open();
    await vi.waitFor(() => expect(dialog.hidden).toBe(false));
    expect(warnings()).toEqual([expect.stringContaining("tresen.prefill: expected an object of strings")]);
  });
});

describe("in the end", () => {
  test("the page is told, while the widget is still there", () => {
    const heard = hearing();
    const { tresen, host } = make();
    let was = false;
    host.addEventListener("tresen:destroyed", () => {
      was = host.isConnected;
    });
    tresen.destroy();
    expect(heard).toEqual([["destroyed", {}]]);
    expect([was, host.isConnected]).toEqual([true, false]);
  });

  test("who listens hears of it, and then nothing more", async () => {
    const heard = vi.fn();
    const { tresen, host } = make();
    tresen.on("destroyed", heard);
    tresen.on("opened", heard);
    tresen.open();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    tresen.destroy();
    expect(heard).toHaveBeenCalledTimes(2);
    host.dispatchEvent(new CustomEvent("tresen:opened"));
    expect(heard).toHaveBeenCalledTimes(2);
  });

  test("neither node nor listener, timer, socket or style sheet is left", async () => {
    const before = document.adoptedStyleSheets.length;
    const kept = new Set<string>();
    const count = (target: EventTarget, name: string) => {
      const { addEventListener } = target;
      vi.spyOn(target, "addEventListener").mockImplementation(
        (...all: Parameters<typeof addEventListener>) => {
          const [type, , options] = all;
          const signal = typeof options === "object" ? options.signal : undefined;
          kept.add(`${name} ${type}`);
          signal?.addEventListener("abort", () => kept.delete(`${name} ${type}`));
          return addEventListener.apply(target, all);
        },
      );
    };
    count(window, "window");
    count(document, "document");
    const page = await underWay();
    expect(kept.size).toBeGreaterThan(2);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    page.tresen.close();
    page.tresen.open();
    const closed = vi.spyOn(FakeSocket.newest, "close");
    page.tresen.destroy();
    expect([...kept]).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
    expect(closed).toHaveBeenCalled();
    expect(page.root.querySelector(".panel")).toBeNull();
    expect(page.root.adoptedStyleSheets).toHaveLength(1);
    expect(document.adoptedStyleSheets).toHaveLength(before);
  });

  test("a panel that comes too late does nothing", async () => {
    const { openPanel: open } = await import("../../src/widget/openPanel.js");
    const page = make();
    page.tresen.destroy();
    const panel = open(
      ...([page.tresen, page.root, [["open"]] as [["open"]], page.ended, () => undefined] as const),
      ...([importPart as never, page.label, async () => {}] as const),
    );
    panel();
    expect(page.root.querySelector(".panel")).toBeNull();
  });
});
