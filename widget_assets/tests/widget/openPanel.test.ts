import { beforeEach, describe, expect, test, vi } from "vitest";
import { setConsent } from "../../src/chat/consent.js";
import type { PanelUse } from "../../src/chat/usage.js";
import { panel as en } from "../../src/texts/en.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { CONVERSATION, message, note, opened } from "../chat/samples.js";
import { ours as atOurs, thrown } from "../reporting/samples.js";
import {
  connecting,
  createMore,
  ENTRIES,
  followUsage,
  importPart,
  load,
  loadCore,
  make,
  part,
  report,
  say,
  sent,
  underWay,
  usePanels,
} from "./panels.js";

usePanels();

type Made = ReturnType<typeof make>;

test("opening shows the panel and moves the focus in; closing gives it back", () => {
  const { tresen, root, button, dialog, field, press } = make();
  tresen.toggle();
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
  const { tresen, root, dialog } = make();
  tresen.open();
  expect(root.activeElement).toBe(dialog);
});

test("what was said is shown", async () => {
  const { find } = await underWay();
  expect(find("[role=log]").textContent).toContain("text 3");
  expect(find(".state").textContent).toBe(en.states.taken);
});

test("a message goes out and shows at once, and then what became of it", async () => {
  const { find, field, write } = await underWay();
  write("hello");
  expect(field.value).toBe("");
  expect(find(".unsent").textContent).toContain("hello");
  await vi.waitFor(() => expect(sent("send_messages")).toHaveLength(1));
  const [command] = sent("send_messages");
  if (command?.type !== "send_messages") throw new Error("nothing was sent");
  const [{ client_message_id = "", text = "" } = {}] = command.messages;
  expect(text).toBe("hello");
  FakeSocket.newest.say({
    type: "messages_acknowledged",
    command_id: command.command_id,
    acknowledged: [{ client_message_id, seq: 4, at: 4 }],
    missed: [],
    complete: true,
  });
  const meta = () => find("li.visitor .meta").textContent;
  await vi.waitFor(() => expect(meta()).toContain(en.fates.sent));
  const mark = { delivered: 4, seen: 4 };
  FakeSocket.newest.say({ type: "entries_marked", conversation_id: CONVERSATION, author: "agent", mark });
  expect(meta()).toContain(en.fates.seen);
});

test("data that was deleted on the server is gone here, and that is said", async () => {
  const { find } = await underWay();
  expect(find("[role=log]").textContent).toContain("text 3");
  FakeSocket.newest.say({ type: "conversation_erased", conversation_id: CONVERSATION });
  expect(find("[role=log]").textContent).not.toContain("text 3");
  expect(find(".status").textContent).toBe(en.refusals.erased);
});

describe("the code of the conversation", () => {
  test("is asked for by its name and hash, from the chat's own origin", async () => {
    const { tresen, type } = make();
    tresen.open();
    expect(importPart).not.toHaveBeenCalled();
    type("h");
    await connecting();
    expect(importPart).toHaveBeenCalledWith("https://chat.test/assets/conversation-1.js", "sha256-abc");
    expect(importPart).toHaveBeenCalledWith("https://chat.test/assets/core-1.js", "sha256-core");
  });

  test("is not loaded for somebody new who only looks", async () => {
    const { tresen, find } = make();
    tresen.open();
    await vi.waitFor(() => expect(find(".welcome").hidden).toBe(false));
    expect(load).not.toHaveBeenCalled();
    expect(FakeSocket.all).toEqual([]);
  });

  test("is loaded when the visitor types", async () => {
    const { tresen, type } = make();
    tresen.open();
    type("h");
    await connecting();
    expect(load).toHaveBeenCalled();
  });

  test("that comes late takes the message as soon as it is there", async () => {
    const { tresen, field, write, find } = make();
    tresen.open();
    write("hello");
    expect([field.value, field.readOnly]).toEqual(["hello", true]);
    await vi.waitFor(() => expect(find(".unsent").textContent).toContain("hello"));
    expect([field.value, field.readOnly]).toEqual(["", false]);
    await connecting();
  });

  test("that can not be loaded is told, keeps the text in the field, and is tried again", async () => {
    load.mockRejectedValueOnce(new TypeError("away"));
    const { tresen, field, write, press, find } = make();
    tresen.open();
    write("hello");
    await vi.waitFor(() => expect(find("[role=status].status").textContent).toBe(en.missing));
    expect([field.value, field.readOnly]).toEqual(["hello", false]);
    press("Enter");
    await vi.waitFor(() => expect(find(".unsent").textContent).toContain("hello"));
    expect(find("[role=status].status").textContent).toBe("");
    await connecting();
  });
});

describe("while the panel is closed", () => {
  test("a new message shows on the launcher, until the panel is opened", async () => {
    const { tresen, button } = await underWay();
    tresen.toggle();
    expect(button.dataset.unread).toBeUndefined();
    say(message(4, "agent"));
    expect(button.dataset.unread).toBe("1");
    expect(button.title).toBe(en.unread(1));
    tresen.toggle();
    expect(button.dataset.unread).toBeUndefined();
    expect(button.title).toBe("the launcher's own");
  });

  test("what the visitor has seen in another tab shows on the launcher no longer", async () => {
    const { tresen, button } = await underWay();
    tresen.toggle();
    say(message(4, "agent"));
    say(message(5, "agent"));
    expect(button.dataset.unread).toBe("2");
    const seen = (seq: number) =>
      FakeSocket.newest.say({
        type: "entries_marked",
        conversation_id: CONVERSATION,
        author: "visitor",
        mark: { delivered: 5, seen: seq },
      });
    seen(4);
    expect(button.dataset.unread).toBe("1");
    seen(5);
    expect(button.dataset.unread).toBeUndefined();
    expect([button.title, button.getAttribute("aria-expanded")]).toEqual(["the launcher's own", "false"]);
    say(message(6, "agent"));
    expect(button.dataset.unread).toBe("1");
  });

  test("what the visitor writes in another tab is no news", async () => {
    const { tresen, button } = await underWay();
    tresen.toggle();
    say(message(4, "visitor"));
    expect(button.dataset.unread).toBeUndefined();
  });
});

describe("the availability", () => {
  test.each(["available", "busy", "offline"] as const)("%s is said in words", (state) => {
    const { tresen, find } = make(state);
    tresen.open();
    expect(find(".state").textContent).toBe(en.states[state]);
  });

  test("is read anew when the panel opens and every minute while it is before the eyes", () => {
    vi.useFakeTimers();
    const { tresen, availability } = make();
    expect(availability.refresh).not.toHaveBeenCalled();
    tresen.open();
    expect(availability.refresh).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(120_000);
    expect(availability.refresh).toHaveBeenCalledTimes(3);
    tresen.toggle();
    vi.advanceTimersByTime(600_000);
    expect(availability.refresh).toHaveBeenCalledTimes(3);
  });

  test("is not read while the page is in the background, and is at once when it comes back", () => {
    vi.useFakeTimers();
    const { tresen, availability } = make();
    tresen.open();
    const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    document.dispatchEvent(new Event("visibilitychange"));
    vi.advanceTimersByTime(600_000);
    expect(availability.refresh).toHaveBeenCalledTimes(1);
    visibility.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(availability.refresh).toHaveBeenCalledTimes(2);
  });

  test("that was read is shown", async () => {
    const { tresen, find, availability } = make("offline");
    availability.refresh.mockImplementation(async () => {
      availability.state = "available";
    });
    tresen.open();
    await vi.waitFor(() => expect(find(".state").textContent).toBe(en.states.available));
  });
});

describe("a conversation that nobody takes", () => {
  const waiting = { ...note(1, "started"), at: Date.now() - 3_600_000 };

  test("is told after the time that the site sets, and keeps what is typed", async () => {
    const { find, field, type } = await underWay("waiting", [waiting]);
    type("and one more thing");
    await vi.waitFor(() => expect(find(".unanswered").textContent).toBe(en.unanswered));
    expect(field.value).toBe("and one more thing");
    expect(find(".state").textContent).toBe(en.states.busy);
  });

  test("is told no more when somebody comes", async () => {
    const { find } = await underWay("waiting", [waiting]);
    await vi.waitFor(() => expect(find(".unanswered").textContent).toBe(en.unanswered));
    say({ ...note(2, "taken", "agent"), at: Date.now() });
    expect(find(".unanswered").textContent).toBe("");
  });
});

describe("ending the conversation", () => {
  test("asks the server, and invites to write again", async () => {
    const { root, find, field } = await underWay();
    find(".link[aria-label]").click();
    expect(root.activeElement).toBe(field);
    await vi.waitFor(() => expect(sent("close")).toHaveLength(1));
    const [close] = sent("close");
    if (close?.type !== "close") throw new Error("nothing was sent");
    FakeSocket.newest.say(opened(close.command_id, [note(4, "closed")], "closed"));
    await vi.waitFor(() => expect(find(".state").textContent).toBe(en.states.available));
    expect(field.placeholder).toBe(en.writeAgain);
    expect(field.disabled).toBe(false);
  });

  test("that is refused says so", async () => {
    const { find } = await underWay();
    find(".link[aria-label]").click();
    await vi.waitFor(() => expect(sent("close")).toHaveLength(1));
    const [close] = sent("close");
    if (close?.type !== "close") throw new Error("nothing was sent");
    const { command_id } = close;
    FakeSocket.newest.say({ type: "command_refused", command_id, code: "not_allowed" });
    await vi.waitFor(() => expect(find(".status").textContent).toBe(en.refusals.failed));
  });
});

test("without https the panel says why nothing can be written, and stores nothing", async () => {
  vi.spyOn(crypto, "subtle", "get").mockReturnValue(undefined as unknown as SubtleCrypto);
  const { tresen, find, field } = make();
  tresen.open();
  expect(find(".status").textContent).toBe(en.insecure);
  expect(field.disabled).toBe(true);
  expect(await indexedDB.databases()).toEqual([]);
});

describe("the menu", () => {
  const dots = (find: Made["find"]) => find(`[aria-label="${en.menu}"]`);
  const choose = async (root: ShadowRoot, title: string) => {
    await vi.waitFor(() => expect(root.querySelector("[role=menuitem]")).not.toBeNull());
    [...root.querySelectorAll<HTMLElement>("[role=menuitem]")]
      .find(({ textContent }) => textContent === title)
      ?.click();
  };

  test("is loaded when it is asked for, and Escape goes back step by step", async () => {
    const { tresen, root, find, dialog } = make();
    tresen.open();
    expect(load).not.toHaveBeenCalled();
    dots(find).click();
    await choose(root, "Settings");
    expect(importPart).toHaveBeenCalledWith("https://chat.test/assets/conversation-1.js", "sha256-abc");
    await vi.waitFor(() => expect(find(".title").textContent).toBe("Settings"));
    expect(root.activeElement).toBe(find(".title"));
    const pressEscape = () =>
      find(".title").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    pressEscape();
    await vi.waitFor(() => expect(find(".title").textContent).toBe(en.title));
    expect(root.activeElement).toBe(dots(find));
    expect(dialog.hidden).toBe(false);
    pressEscape();
    expect(dialog.hidden).toBe(true);
  });

  test("that can not be loaded is said", async () => {
    load.mockRejectedValue(new TypeError("away"));
    const { tresen, find } = make();
    tresen.open();
    dots(find).click();
    await vi.waitFor(() => expect(find(".status").textContent).toBe(en.missing));
    load.mockImplementation(part);
    dots(find).click();
    await vi.waitFor(() => expect(find(".status").textContent).toBe(""));
  });

  test("is there without a connection for whoever has written", async () => {
    const { tresen, type } = make();
    tresen.open();
    type("h");
    await vi.waitFor(() => expect(load).toHaveBeenCalledOnce());
    type("he");
    await connecting();
    expect(load).toHaveBeenCalledOnce();
  });

  test("that could not be loaded beforehand is not asked for with every letter", async () => {
    load.mockRejectedValue(new TypeError("away"));
    const { tresen, type, find } = make();
    tresen.open();
    for (const text of ["h", "he", "hel"]) {
      type(text);
      await vi.waitFor(() => expect(load).toHaveBeenCalled());
      await new Promise((resolve) => setTimeout(resolve));
    }
    expect(load).toHaveBeenCalledOnce();
    expect(find(".status").textContent).toBe(en.missing);
  });

  test("a message that comes behind a view is told there, and not marked as seen", async () => {
    const { root, find } = await underWay();
    dots(find).click();
    await choose(root, "Settings");
    vi.useFakeTimers();
    say(message(4, "agent"));
    expect(find(".status").textContent).toBe(en.unread(1));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(sent("mark_entries")).toEqual([]);
  });
});

describe("the contact form", () => {
  const offer = (find: Made["find"]) =>
    [...find(".log").querySelectorAll("button")].find(({ textContent }) => textContent === en.useForm);

  test.each([
    ["offline", true, false],
    ["offline", false, true],
    ["available", true, true],
    ["busy", true, true],
  ] as const)(
    "while the agents are %s and there is one (%s) its offer is hidden: %s",
    (state, contact, hidden) => {
      const { tresen, find } = make(state, { contact });
      tresen.open();
      expect(offer(find)?.hidden).toBe(hidden);
    },
  );

  test("is offered to who waits in vain", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { find } = await underWay("waiting", [note(1, "started")]);
    expect(offer(find)?.hidden).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(offer(find)?.hidden).toBe(false);
  });
});

describe("the analysis", () => {
  const settle = () => vi.advanceTimersByTimeAsync(2000);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });

  const uses = () => followUsage.mock.calls.map(([use]) => use);
  const last = () => uses().at(-1) as PanelUse;

  test.each([undefined, null])("of a site that has none is not loaded: %s", async (analysis) => {
    const { tresen } = make("available", analysis === null ? { analysis } : {});
    tresen.open();
    await settle();
    expect(loadCore).not.toHaveBeenCalled();
  });

  test("is not loaded before the panel is opened", async () => {
    make("available", { analysis: "opt_out" });
    await settle();
    expect(loadCore).not.toHaveBeenCalled();
    expect(followUsage).not.toHaveBeenCalled();
  });

  test("is not loaded with the panel: what is opened first stays small", async () => {
    const { tresen } = make("available", { analysis: "opt_out" });
    tresen.open();
    await vi.advanceTimersByTimeAsync(1999);
    expect(loadCore).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(followUsage).toHaveBeenCalled();
  });

  test("follows the open panel, with when it was opened", async () => {
    const clock = vi.spyOn(performance, "now").mockReturnValue(1e9);
    const { tresen, root, availability } = make("available", { analysis: "opt_out" });
    tresen.open();
    await settle();
    expect(last()).toMatchObject({
      origin: "https://chat.test",
      locale: "en",
      opened: 1e9,
      refusal: "",
      gone: false,
    });
    expect([last().root, last().availability]).toEqual([root, availability]);
    expect(last().composer.node.parentElement).toBe(root.querySelector(".panel"));
    clock.mockReturnValue(2e9);
    tresen.open();
    await settle();
    expect(last().opened).toBe(1e9);
    tresen.toggle();
    tresen.toggle();
    await settle();
    expect(last().opened).toBe(2e9);
  });

  test("begins when the file that says so comes later", async () => {
    const { tresen, availability } = make();
    availability.refresh.mockImplementation(async () => {
      availability.file = { ...availability.file, analysis: "opt_in" };
    });
    tresen.open();
    await settle();
    expect(followUsage).toHaveBeenCalled();
  });

  test("does not follow a panel that is closed, or covered", async () => {
    const { tresen, find, root } = await underWay("taken", ENTRIES, { analysis: "opt_out" });
    await settle();
    const isFollowed = async (seq: number) => {
      followUsage.mockClear();
      say(message(seq, "agent"));
      await settle();
      return followUsage.mock.calls.length > 0;
    };
    expect(await isFollowed(4)).toBe(true);
    find(`[aria-label="${en.menu}"]`).click();
    await vi.waitFor(() => expect(root.querySelector("[role=menuitem]")).not.toBeNull());
    root.querySelector<HTMLElement>("[role=menuitem]:nth-child(2)")?.click();
    await vi.waitFor(() => expect(find(".title").textContent).toBe("Settings"));
    expect(await isFollowed(5)).toBe(false);
    find(".title").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await settle();
    expect(await isFollowed(6)).toBe(true);
    tresen.toggle();
    expect(await isFollowed(7)).toBe(false);
  });

  test("learns that the menu could not be loaded, until it could or the panel is opened anew", async () => {
    load.mockRejectedValue(new TypeError("away"));
    const { tresen, find } = make("available", { analysis: "opt_out" });
    tresen.open();
    await settle();
    find(`[aria-label="${en.menu}"]`).click();
    await vi.waitFor(() => expect(last().gone).toBe(true));
    expect(find(".status").textContent).toBe(en.missing);
    tresen.toggle();
    tresen.toggle();
    await vi.waitFor(() => expect(last().gone).toBe(false));
    expect(find(".status").textContent).toBe("");
  });

  test("that can not be loaded disturbs nobody", async () => {
    loadCore.mockRejectedValue(new TypeError("away"));
    const { tresen, find } = make("available", { analysis: "opt_out" });
    tresen.open();
    await settle();
    expect(find(".status").textContent).toBe("");
    expect(find(".welcome").hidden).toBe(false);
  });
});

describe("an error", () => {
  const throws = (error: unknown) => window.dispatchEvent(Object.assign(new Event("error"), { error }));
  const place = expect.objectContaining({ origin: "https://chat.test", parts: expect.any(Function) });
  const panel = expect.stringContaining("openPanel");

  test("of ours is reported, by what is loaded for it", async () => {
    make();
    expect(loadCore).not.toHaveBeenCalled();
    const error = atOurs("a");
    throws(error);
    await vi.waitFor(() => expect(report).toHaveBeenCalledWith(place, panel, error));
  });

  test("of the page's own loads nothing", async () => {
    make().tresen.open();
    throws(thrown("Error: no\n    at a (https://shop.test/app.js:1:2)"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(loadCore).not.toHaveBeenCalled();
  });

  test("that nothing can be loaded for ends there", async () => {
    // A rejection that nobody handles fails the run, but a mock's counts as handled.
    let reported = false;
    const reject = async () => {
      reported = true;
      throw atOurs("reporter");
    };
    loadCore.mockRejectedValue(atOurs("core"));
    make();
    throws(atOurs("a"));
    await vi.waitFor(() => expect(loadCore).toHaveBeenCalled());
    loadCore.mockResolvedValue({ report: reject, setConsent });
    make();
    throws(atOurs("b"));
    await vi.waitFor(() => expect(reported).toBe(true));
    await new Promise((resolve) => setTimeout(resolve));
  });

  test("that kept the conversation's code from working is reported, too", async () => {
    const error = atOurs("createVisitorTalk");
    load.mockRejectedValue(error);
    const { type } = make();
    type("H");
    await vi.waitFor(() => expect(report).toHaveBeenCalledWith(place, panel, error));
  });

  test("that keeps the panel from opening is reported, too, and the next try begins anew", async () => {
    const error = atOurs("show");
    const page = make();
    const { tresen, root, find } = page;
    vi.stubGlobal("matchMedia", () => {
      throw error;
    });
    expect(() => tresen.open()).toThrow(error);
    await vi.waitFor(() => expect(report).toHaveBeenCalledWith(place, panel, error));
    expect(find(".panel")).toBeNull();
    expect(root.adoptedStyleSheets).toHaveLength(1);
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
    page.renew();
    tresen.toggle();
    expect(find(".panel").hidden).toBe(false);
  });

  test("that kept the form from working is reported, too", async () => {
    const error = atOurs("createFormView");
    createMore.mockImplementation(({ onError }: { onError(error: unknown): void }) => ({
      toggleMenu: () => onError(error),
      prefill: () => {},
    }));
    const { tresen, find } = make();
    tresen.open();
    find("[aria-haspopup=menu]").click();
    await vi.waitFor(() => expect(report).toHaveBeenCalledWith(place, panel, error));
  });

  test("that kept the menu from working is reported, too", async () => {
    const error = atOurs("createMore");
    load.mockRejectedValue(error);
    const { tresen, find } = make();
    tresen.open();
    find("[aria-haspopup=menu]").click();
    await vi.waitFor(() => expect(report).toHaveBeenCalledWith(place, panel, error));
    expect(find(".status").textContent).toBe(en.missing);
  });
});

test("that something did not work is said before it is reported", async () => {
  load.mockRejectedValue(atOurs("createMore"));
  report.mockReturnValue(new Promise(() => {}));
  const { tresen, find } = make();
  tresen.open();
  find("[aria-haspopup=menu]").click();
  await vi.waitFor(() => expect(find(".status").textContent).toBe(en.missing));
});

describe("reports that could not be sent", () => {
  test("go when the panel is opened", async () => {
    localStorage.setItem("tresen.reports", "[{}]");
    make().tresen.open();
    await vi.waitFor(() => expect(report).toHaveBeenCalledOnce());
    expect(report.mock.calls[0]?.[2]).toBeUndefined();
  });

  test("do not go before", async () => {
    localStorage.setItem("tresen.reports", "[{}]");
    make();
    await new Promise((resolve) => setTimeout(resolve));
    expect(loadCore).not.toHaveBeenCalled();
  });

  test("are none where there are none, and where the browser keeps nothing", async () => {
    make().tresen.open();
    vi.stubGlobal("localStorage", undefined);
    make().tresen.open();
    await new Promise((resolve) => setTimeout(resolve));
    expect(loadCore).not.toHaveBeenCalled();
  });
});
