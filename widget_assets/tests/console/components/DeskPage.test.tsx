import { signal } from "@preact/signals";
import { IDBFactory } from "fake-indexeddb";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../../../src/chat/applyEvent.js";
import type { Ask, ConnectionOptions } from "../../../src/chat/createConnection.js";
import { DeskPage } from "../../../src/console/components/DeskPage.js";
import type { Agent } from "../../../src/console/sign_in/agentOf.js";
import type { SignIn, SignInState } from "../../../src/console/sign_in/createSignIn.js";
import { visitorTag } from "../../../src/console/words/visitorTag.js";
import type { Conversation, Event as ServerEvent } from "../../../src/protocol/frames.js";
import { agent, conversation, message, noMarks, note, supervisor, taken } from "../samples.js";
import { clear, draw, named, press } from "./page.js";

let server: Pick<ConnectionOptions, "greet" | "onEvent" | "onConnected">;
let asks: Ask[];
let gone: () => void;
let state: ReturnType<typeof signal<SignInState>>;
let signIn: SignIn;

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.stubGlobal("indexedDB", new IDBFactory());
  sessionStorage.clear();
  history.replaceState(null, "", "/console/index.html");
  asks = [];
});

afterEach(async () => {
  await clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function show(who: Agent, waiting: Conversation[] = [], own: Conversation[] = []) {
  state = signal<SignInState>({ step: "signed_in", agent: who });
  signIn = {
    state,
    start: vi.fn(),
    begin: vi.fn(),
    accessToken: vi.fn(),
    renewsIn: vi.fn(),
    signOut: vi.fn(),
  } as unknown as SignIn;
  const connect = (handlers: typeof server) => {
    server = handlers;
    const request = (ask: Ask) => {
      asks.push(ask);
      return new Promise<never>((_, reject) => {
        gone = () => reject(new Error("gone"));
      });
    };
    return { request, tell: () => true, close: () => {} };
  };
  await draw(<DeskPage agent={who} connect={connect} signIn={signIn} api={{ post: vi.fn() }} groups={{}} />);
  await act(() => {
    server.onConnected(true);
    server.greet();
    server.onEvent({ type: "conversations_listed", command_id: "c", waiting, taken: own });
  });
}

const happens = (event: ServerEvent) => act(() => server.onEvent(event));
const marks = { ...noMarks, visitor: { delivered: 2, seen: 2 } };
const opened = (what: Conversation, ...entries: Entry[]) =>
  happens({ type: "opened", command_id: "c", conversation: what, entries, earlier: false, marks });
const tag = (name: string) => `Visitor ${visitorTag(`shop.${name}`).letters}`;
const marked = { type: "entries_marked", conversation_id: "shop.a", author: "visitor" } as const;
const choose = (name: string) =>
  act(() => document.querySelector<HTMLElement>(`[data-id="shop.${name}"]`)?.click());
async function write(text: string) {
  const box = named<HTMLTextAreaElement>("textarea", "Your message");
  await act(() => {
    box.value = text;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await act(() => void box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
}
const rows = (list: string) => named("section", list).querySelectorAll("li").length;

test("the lists are landmarks with headings, and say so when they are empty", async () => {
  await show(agent);
  expect(named("nav", "Conversations").getAttribute("aria-busy")).toBe("false");
  expect(named("section", "Waiting").textContent).toContain("Nobody is waiting.");
  expect(named("section", "Your conversations").textContent).toContain("Take a waiting conversation");
  expect(document.querySelectorAll("main")).toHaveLength(1);
  expect([...document.querySelectorAll("section h2")].map((heading) => heading.textContent?.trim())).toEqual([
    "Waiting",
    "Your conversations",
  ]);
});

test("the title counts what calls for the agent", async () => {
  await show(agent, [conversation("w")]);
  expect(document.title).toBe("(1) Conversations – Tresen");
  await happens({ type: "conversation_changed", conversation: taken("w", "other", { changed_at: 2 }) });
  expect(document.title).toBe("Conversations – Tresen");
});

test("a new waiting visitor is announced, those that were there already are not", async () => {
  await show(agent, [conversation("w")]);
  const announced = () => document.querySelector(".desk > p[role=status]")?.textContent;
  expect(announced()).toBe("");
  await happens({ type: "conversation_changed", conversation: conversation("new") });
  expect(announced()).toBe("A visitor is waiting.");
});

test("a waiting conversation is taken from the list, and its composer is where the keyboard is", async () => {
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  await show(agent, [conversation("w")]);
  await press(`Take: ${tag("w")}`);
  expect(asks).toContainEqual({ type: "take", conversation_id: "shop.w" });
  await opened(taken("w", agent.id, { changed_at: 2 }), note("started", 1), note("taken", 2, "agent"));
  expect(rows("Your conversations 1")).toBe(1);
  expect(document.activeElement).toBe(named("textarea", "Your message"));
});

test("a conversation is a log of messages and notes", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await opened(
    taken("a"),
    note("started", 1),
    message(2),
    note("taken", 3, "agent"),
    message(4, "agent"),
    note("observed", 5, "agent"),
  );
  const log = document.querySelector("[role=log]");
  expect(log?.querySelectorAll("ol > li")).toHaveLength(6);
  for (const words of ["text 2", "text 4", "The visitor began", "A supervisor is reading along", "You ·"]) {
    expect(log?.textContent).toContain(words);
  }
  expect(named("h2", tag("a")).closest("main")).not.toBeNull();
  expect(document.querySelector("[aria-current=true]")?.getAttribute("data-id")).toBe("shop.a");
});

test("what comes is announced, what was there before is not", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await opened(taken("a"), note("taken", 1, "agent"), message(2));
  const log = document.querySelector("[role=log]");
  expect(log?.getAttribute("aria-live")).toBe("off");
  await happens({ type: "entries_added", conversation_id: "shop.a", entries: [message(3)] });
  expect(log?.getAttribute("aria-live")).toBe("polite");
});

test("unread messages are counted in words", async () => {
  await show(agent, [], [taken("a")]);
  await opened(taken("a"), note("taken", 1, "agent"), message(2), message(3));
  expect(document.querySelector("[data-id='shop.a'] .hidden")?.textContent).toBe("2 unread messages");
});

test("when somebody else takes it, that is said and the composer closes with the text in it", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await opened(taken("a"), note("taken", 1, "agent"));
  const box = named<HTMLTextAreaElement>("textarea", "Your message");
  await act(() => {
    box.value = "half a sen";
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await happens({ type: "conversation_changed", conversation: taken("a", "other", { changed_at: 9 }) });
  expect(document.querySelector("main")?.textContent).toContain("Another agent has taken this conversation.");
  expect(named<HTMLTextAreaElement>("textarea", "Your message").value).toBe("half a sen");
  expect(named<HTMLTextAreaElement>("textarea", "Your message").readOnly).toBe(true);
});

test("ending a conversation is asked about first", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await opened(taken("a"), note("taken", 1, "agent"));
  await press("End conversation");
  const dialog = named<HTMLDialogElement>("dialog", "End this conversation?");
  expect(dialog.open).toBe(true);
  await act(() =>
    [...dialog.querySelectorAll("button")].find((each) => each.textContent === "Cancel")?.click(),
  );
  expect(document.querySelector("dialog")).toBeNull();
  expect(asks.map(({ type }) => type)).not.toContain("close");

  await press("End conversation");
  await act(() => document.querySelector<HTMLElement>("dialog .primary")?.click());
  expect(asks.at(-1)).toEqual({ type: "close", conversation_id: "shop.a" });
});

test("what has ended can be reopened by its agent", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await opened(
    taken("a", agent.id, { state: "closed", changed_at: 2 }),
    note("taken", 1, "agent"),
    note("closed", 2),
  );
  expect(rows("Ended 1")).toBe(1);
  expect(document.querySelector("textarea")).toBeNull();
  await press("Reopen");
  expect(asks.at(-1)).toEqual({ type: "reopen", conversation_id: "shop.a" });
});

test("a supervisor is told what reading along does before it is done, and is asked before taking over", async () => {
  await show(supervisor, [], [taken("b", "other")]);
  await choose("b");
  expect(document.querySelector("main")?.textContent).toContain("the visitor and the agent will be told");
  expect(asks).toEqual([]);
  await press("Read along");
  expect(asks).toEqual([{ type: "open", conversation_id: "shop.b", cursor: 0, observe: true }]);
  await opened(taken("b", "other"), note("taken", 1, "agent"), note("observed", 2, "agent"));
  expect(document.querySelector("textarea")).toBeNull();
  await press("Take over");
  expect(named<HTMLDialogElement>("dialog", "Take this conversation over?").open).toBe(true);
});

test("an agent who is no supervisor has no list of others", async () => {
  await show(agent);
  expect(() => named("section", "Other agents")).toThrow();
});

test("a lost connection is mentioned once it is noticed, and so is its return", async () => {
  vi.useFakeTimers();
  await show(agent);
  await act(() => server.onConnected(false));
  expect(document.body.textContent).not.toContain("No connection.");
  await act(() => void vi.advanceTimersByTime(1500));
  expect(document.body.textContent).toContain("No connection.");
  await act(() => server.onConnected(true));
  expect(document.body.textContent).toContain("Connected again.");
});

test("when the sign-in has ended the page stays and offers another", async () => {
  await show(agent, [], [taken("a")]);
  await act(() => {
    state.value = { step: "ended", agent };
  });
  expect(document.querySelector("[role=alert]")?.textContent).toContain("Your sign-in has ended.");
  expect(rows("Your conversations 1")).toBe(1);
  await press("Sign in again");
  expect(signIn.begin).toHaveBeenCalledWith("en");
});

test("signing out ends the desk first, and waits until the server knows", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await press("Sign out");
  dispatchEvent(new Event("pagehide"));
  expect(asks.at(-1)).toEqual({ type: "renew_presence", presence: "offline" });
  expect(signIn.signOut).not.toHaveBeenCalled();
  gone();
  await vi.waitFor(() => expect(signIn.signOut).toHaveBeenCalledOnce());
  expect(sessionStorage).toHaveLength(0);
});

test("signing out with something unsent is asked about first", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await opened(taken("a"), note("taken", 1, "agent"));
  await write("on its way");
  await press("Sign out");
  expect(signIn.signOut).not.toHaveBeenCalled();
  const dialog = named<HTMLDialogElement>("dialog", "Sign out now?");
  expect(dialog.textContent).toContain("Not sent yet: 1 message.");
  await act(() => dialog.querySelector<HTMLElement>(".primary")?.click());
  gone();
  await vi.waitFor(() => expect(signIn.signOut).toHaveBeenCalledOnce());
});

test("the agent says in the header whether it is there", async () => {
  await show(agent);
  const box = document.querySelector("header select") as HTMLSelectElement;
  box.value = "away";
  await act(() => void box.dispatchEvent(new Event("change", { bubbles: true })));
  expect(asks).toContainEqual({ type: "renew_presence", presence: "away" });
  expect(box.value).toBe("away");
});

test("what became of it is said at the agent's newest message, and nowhere else", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  const fates = () => [...document.querySelectorAll("[role=log] .fate")].map((each) => each.textContent);
  await opened(
    taken("a"),
    note("taken", 1, "agent"),
    message(2, "agent", { at: 0 }),
    message(3, "agent", { at: 600_000 }),
  );
  expect(fates()).toEqual(["Sent"]);
  await happens({ ...marked, mark: { delivered: 3, seen: 2 } });
  expect(fates()).toEqual(["Delivered"]);
  await happens({ ...marked, mark: { delivered: 3, seen: 3 } });
  expect(fates()).toEqual(["Seen"]);
  expect(document.querySelector("[role=log] .fate")?.getAttribute("aria-live")).toBe("off");
});

test("what became of another agent's messages is not said", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await opened(taken("a"), message(1, "agent"), note("taken", 2, "agent"));
  expect(document.querySelector(".fate")).toBeNull();
});

test.each([
  ["the end while the agent is there", 700, [302, 501]],
  ["what was there while the agent is somewhere before", 100, [2, 200]],
])("of a long conversation is drawn %s", async (_, scrollTop, drawn) => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await opened(taken("a"), note("taken", 1, "agent"), message(2));
  const log = document.querySelector(".log") as HTMLElement;
  for (const [name, value] of Object.entries({ scrollHeight: 1000, clientHeight: 300, scrollTop })) {
    Object.defineProperty(log, name, { get: () => value, set: () => {}, configurable: true });
  }
  await act(() => void log.dispatchEvent(new Event("scroll")));
  const entries = Array.from({ length: 499 }, (_entry, index) => message(index + 3));
  await happens({ type: "entries_added", conversation_id: "shop.a", entries });
  const keys = [...log.querySelectorAll<HTMLElement>(".bubble")].map(({ dataset }) => Number(dataset.key));
  expect([keys[0], keys.at(-1)]).toEqual(drawn);
});

test("every button has a name", async () => {
  await show(supervisor, [conversation("w")], [taken("a"), taken("b", "other")]);
  await choose("a");
  await opened(taken("a"), note("taken", 1, "agent"), message(2));
  for (const button of document.querySelectorAll("button")) {
    expect(button.getAttribute("aria-label") ?? button.textContent).toMatch(/\S/);
    expect(button.type).not.toBe("");
  }
});
