import { signal } from "@preact/signals";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../../../src/chat/applyEvent.js";
import type { Ask, ConnectionOptions } from "../../../src/chat/createConnection.js";
import { DeskPage } from "../../../src/console/components/DeskPage.js";
import type { Agent } from "../../../src/console/sign_in/agentOf.js";
import type { SignIn, SignInState } from "../../../src/console/sign_in/createSignIn.js";
import { visitorTag } from "../../../src/console/words/visitorTag.js";
import type { Conversation, Event as ServerEvent } from "../../../src/protocol/frames.js";
import { agent, conversation, message, note, supervisor, taken } from "../samples.js";
import { clear, draw, named, press } from "./page.js";

let server: Pick<ConnectionOptions, "greet" | "onEvent" | "onConnected">;
let asks: Ask[];
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
      return new Promise<never>(() => {});
    };
    return { request, tell: () => {}, close: () => {} };
  };
  await draw(<DeskPage agent={who} connect={connect} signIn={signIn} />);
  await act(() => {
    server.onConnected(true);
    server.greet();
    server.onEvent({ type: "conversations_listed", command_id: "c", waiting, taken: own });
  });
}

const happens = (event: ServerEvent) => act(() => server.onEvent(event));
const opened = (what: Conversation, ...entries: Entry[]) =>
  happens({ type: "opened", command_id: "c", conversation: what, entries, earlier: false });
const tag = (name: string) => `Visitor ${visitorTag(`shop.${name}`).letters}`;
const choose = (name: string) =>
  act(() => document.querySelector<HTMLElement>(`[data-id="shop.${name}"]`)?.click());
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
  const announced = () => document.querySelector("nav > [role=status]")?.textContent;
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
  expect(log?.getAttribute("aria-live")).toBe("polite");
  expect(log?.querySelectorAll("ol > li")).toHaveLength(6);
  for (const words of ["text 2", "text 4", "The visitor began", "A supervisor is reading along", "You ·"]) {
    expect(log?.textContent).toContain(words);
  }
  expect(named("h2", tag("a")).closest("main")).not.toBeNull();
  expect(document.querySelector("[aria-current=true]")?.getAttribute("data-id")).toBe("shop.a");
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

test("signing out ends the desk first", async () => {
  await show(agent, [], [taken("a")]);
  await choose("a");
  await press("Sign out");
  dispatchEvent(new Event("pagehide"));
  expect(signIn.signOut).toHaveBeenCalled();
  expect(sessionStorage).toHaveLength(0);
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
