import { signal } from "@preact/signals";
import { IDBFactory } from "fake-indexeddb";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConnectionOptions } from "../../../src/chat/createConnection.js";
import { DeskPage } from "../../../src/console/components/DeskPage.js";
import type { Agent } from "../../../src/console/sign_in/agentOf.js";
import type { SignIn, SignInState } from "../../../src/console/sign_in/createSignIn.js";
import type { ContactRequest } from "../../../src/protocol/requests.js";
import { type FakeApi, fakeApi } from "../fakeApi.js";
import { contact, foundOf, VISITOR } from "../requests.js";
import { agent, conversation, supervisor } from "../samples.js";
import { clear, draw, named, press } from "./page.js";

const [SEARCH, CHANGES] = ["/api/contact/search", "/api/contact/changes"] as const;
const ROSA = contact("a", {
  fields: [
    { name: "name", value: "Rosa" },
    { name: "email", value: "rosa@example.org" },
    { name: "subject", value: "Opening hours" },
    { name: "message", value: "<b>one</b>\n\ntwo" },
    { name: "order", value: "17", label: "Order number" },
  ],
  consent: "I agree.",
});
let api: FakeApi;
let server: Pick<ConnectionOptions, "greet" | "onEvent" | "onConnected">;

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
});

afterEach(async () => {
  await clear();
  vi.unstubAllGlobals();
});

const GROUPS = { shop: ["service", "sales"] };

async function show(who: Agent, groups: Record<string, string[]> = GROUPS) {
  api = fakeApi();
  const signIn = {
    state: signal<SignInState>({ step: "signed_in", agent: who }),
    signOut: vi.fn(),
  } as unknown as SignIn;
  const connect = (handlers: typeof server) => {
    server = handlers;
    return { request: () => new Promise<never>(() => {}), tell: () => true, close: () => {} };
  };
  await draw(<DeskPage agent={who} connect={connect} signIn={signIn} api={api} groups={groups} />);
}

async function open(who: Agent, ...requests: ContactRequest[]) {
  await show(who);
  await answer(SEARCH, foundOf(requests));
  await act(() => document.querySelectorAll<HTMLElement>(".page")[1]?.click());
  await answer(SEARCH, foundOf(requests));
}

const answer = (path: string, body: unknown) => act(() => api.answer(path, body));
const choose = (request: ContactRequest) =>
  act(() => document.querySelector<HTMLElement>(`[data-id="${request.contact_id}"]`)?.click());
const pane = () => document.querySelector(".pane")?.textContent ?? "";
const buttons = () =>
  [...document.querySelectorAll(".pane button")].map(({ textContent }) => textContent?.trim());
async function write(field: HTMLTextAreaElement | HTMLInputElement, text: string) {
  await act(() => {
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
}

test("without a contact form there is no page of requests, and nothing is asked for", async () => {
  await show(agent, {});
  expect(document.querySelector("nav.pages")).toBeNull();
  expect(api.posted).toEqual([]);
});

test("new ones are counted in words wherever the agent is, and in the title", async () => {
  await show(agent);
  await answer(SEARCH, foundOf([ROSA, contact("b")], "more"));
  expect(named("nav", "Pages").querySelector(".hidden")?.textContent).toBe("2 or more new");
  expect(document.title).toBe("(2) Conversations – Tresen");
  expect(document.querySelector("h1")?.textContent).toBe("Conversations");
});

test("a visitor who waits is noticed on the page of requests, too", async () => {
  await open(agent, ROSA);
  await act(() => {
    server.onConnected(true);
    server.greet();
    server.onEvent({ type: "conversations_listed", command_id: "c", waiting: [], taken: [] });
  });
  await act(() => server.onEvent({ type: "conversation_changed", conversation: conversation("w") }));
  expect(named("nav", "Pages").querySelector(".page .hidden")?.textContent).toBe("1 waiting or unread");
  expect(document.querySelector(".desk > p[role=status]")?.textContent).toBe("A visitor is waiting.");
  expect(document.title).toBe("(2) Contact requests – Tresen");
});

test("one that is new is announced, those that were there already are not", async () => {
  await open(agent, ROSA);
  const announced = () => document.querySelector("nav.pages [role=status]")?.textContent;
  expect(announced()).toBe("");
  await press("Done");
  await press("New");
  await answer(SEARCH, foundOf([]));
  await answer(SEARCH, foundOf([contact("b"), ROSA]));
  expect(announced()).toBe("There is a new contact request.");
});

test("all that was written is shown as text, with what it is called, and times and consent", async () => {
  await open(agent, ROSA);
  await choose(ROSA);
  const terms = [...document.querySelectorAll("dt")].map((term) => [
    term.textContent,
    term.nextElementSibling?.textContent,
  ]);
  expect(Object.fromEntries(terms)).toMatchObject({
    Name: "Rosa",
    Subject: "Opening hours",
    Message: "<b>one</b>\n\ntwo",
    "Order number": "17",
    "Agreed to": "I agree.",
  });
  expect(terms.map(([term]) => term)).toContain("Is deleted on");
  expect(document.querySelector("dd b")).toBeNull();
  expect(document.activeElement).toBe(document.querySelector("h2"));
  expect(document.querySelector("[aria-current=true]")?.getAttribute("data-id")).toBe(ROSA.contact_id);
});

test("an answer is written in the mail program of the agent", async () => {
  await open(agent, ROSA);
  await choose(ROSA);
  expect(document.querySelector(".pane a")?.getAttribute("href")).toBe(
    "mailto:rosa@example.org?subject=Re%3A%20Opening%20hours",
  );
});

test("a request is taken, and what can be done with it then is offered", async () => {
  await open(agent, ROSA);
  await choose(ROSA);
  expect(buttons()).toEqual(["", "Add note", "Hand over", "Mark as done", "Take"]);
  await press("Take");
  expect(named<HTMLButtonElement>("button", "Mark as done").disabled).toBe(true);
  await answer(CHANGES, { ...ROSA, state: "in_progress", agent_id: agent.id, version: 2 });
  expect(pane()).toContain("It is yours now.");
  expect(pane()).toContain("In progress: you.");
  expect(buttons()).toEqual(["", "Add note", "Hand over", "Mark as done"]);
  expect(document.querySelectorAll(".rows li")).toHaveLength(0);
});

test("a colleague's request is taken over before anything is decided", async () => {
  await open(agent, ROSA);
  await choose(ROSA);
  await press("Take");
  await act(() => api.fail(CHANGES, "changed_meanwhile"));
  await answer(SEARCH, foundOf([{ ...ROSA, state: "in_progress", agent_id: "colleague", version: 2 }]));
  expect(pane()).toContain("Somebody changed this request meanwhile.");
  expect(pane()).toContain("In progress: agent collea.");
  expect(buttons()).toEqual(["", "Add note", "Take over"]);
});

test("a note goes with its author and time, and stays in the box while it can not be added", async () => {
  await open(agent, ROSA);
  await choose(ROSA);
  const box = document.querySelector("textarea") as HTMLTextAreaElement;
  expect(document.querySelector(`label[for="${box.id}"]`)?.textContent).toBe("A note for the group");
  await write(box, "called back");
  await press("Add note");
  await act(() => api.fail(CHANGES, "unreachable"));
  expect(pane()).toContain("The server can not be reached.");
  expect(box.value).toBe("called back");
  await press("Add note");
  const notes = [{ at: 1_750_000_000_000, agent_id: agent.id, text: "called back" }];
  await answer(CHANGES, { ...ROSA, notes, version: 2 });
  expect(document.querySelector(".notes li")?.textContent).toMatch(/^You · .*called back$/);
  expect(box.value).toBe("");
});

test("a note that is too long says by how much, and is not sent", async () => {
  await open(agent, ROSA);
  await choose(ROSA);
  const box = document.querySelector("textarea") as HTMLTextAreaElement;
  await write(box, "\u{1f600}".repeat(2001));
  expect(document.getElementById(box.getAttribute("aria-describedby") ?? "")?.textContent).toBe(
    "1 character too many. Please shorten the note.",
  );
  await press("Add note");
  expect(api.open(CHANGES)).toBe(0);
});

test("it is asked to whom a request is handed over", async () => {
  await open(agent, ROSA);
  await choose(ROSA);
  await press("Hand over");
  const dialog = named<HTMLDialogElement>("dialog", "Hand this request over?");
  expect([...dialog.querySelectorAll("option")].map(({ value }) => value)).toEqual(["sales"]);
  await act(() => dialog.querySelector<HTMLElement>(".primary")?.click());
  expect(api.posted.at(-1)?.body).toMatchObject({ change: { type: "hand_over", group: "sales" } });
  await answer(CHANGES, { ...ROSA, group: "sales", version: 2 });
  expect(pane()).toContain("Handed over to sales.");
});

test("the search is asked when the typing pauses, and at once by Enter", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await open0();
  const box = document.querySelector("input[type=search]") as HTMLInputElement;
  const texts = () => api.posted.map(({ body }) => body.text).filter(Boolean);
  await write(box, "r");
  await write(box, "ros");
  await act(() => void vi.advanceTimersByTime(399));
  expect(texts()).toEqual([]);
  await act(() => void vi.advanceTimersByTime(1));
  expect(texts()).toEqual(["ros"]);
  await write(box, "rosa");
  await act(() => void box.form?.dispatchEvent(new Event("submit", { cancelable: true })));
  await act(() => void vi.advanceTimersByTime(0));
  expect(texts()).toEqual(["ros", "rosa"]);
  vi.useRealTimers();
});

async function open0() {
  await show(agent);
  await act(() => document.querySelectorAll<HTMLElement>(".page")[1]?.click());
}

test("why there is nothing is said, and a problem can be tried again", async () => {
  await open(agent);
  const said = () => document.querySelector(".list-end [role=status]")?.textContent;
  expect(said()).toBe("There is no new contact request.");
  await press("Done");
  expect(said()).toBe("Loading …");
  await act(() => api.fail(SEARCH, "busy"));
  expect(said()).toBe("The server is busy. Please try again.");
  await press("Try again");
  await answer(SEARCH, foundOf([contact("d", { state: "done", agent_id: "other" })], "older"));
  expect(said()).toBe("1 contact request, and there are more");
  expect(document.querySelector(".row-facts")?.textContent).toBe("service · Agent other");
  await press("Show older ones");
  expect(api.posted.at(-1)?.body).toMatchObject({ state: "done", cursor: "older" });
});

test("only a supervisor is offered to erase, is asked first, and gets a receipt", async () => {
  await open(agent, ROSA);
  await choose(ROSA);
  expect(() => named("button", "Delete this visitor's data")).toThrow();
  await clear();

  await open(supervisor, ROSA);
  await choose(ROSA);
  await press("Delete this visitor's data");
  const dialog = named<HTMLDialogElement>("dialog", "Delete all of this visitor's data?");
  expect(dialog.textContent).toContain("It can not be undone.");
  expect(api.open("/api/privacy/erasures")).toBe(0);
  await act(() => dialog.querySelector<HTMLElement>(".primary")?.click());
  expect(api.posted.at(-1)?.body).toMatchObject({ conversation_id: `shop.${VISITOR}` });
  expect(document.querySelector(".banner")?.textContent).toContain("is being deleted");
  const claims = btoa(JSON.stringify({ receipt_id: "receipt-1", backups_until: 1_750_000_000 })).replaceAll(
    "=",
    "",
  );
  await answer("/api/privacy/erasures", { erasure_id: "e", receipt: `e30.${claims}.c2ln` });
  expect(pane()).toContain("This contact request has been deleted.");
  expect(document.querySelector(".banner")?.textContent).toMatch(
    /has been deleted.*Backups hold it until.*receipt-1/s,
  );
  expect(document.querySelectorAll(".rows li")).toHaveLength(0);

  const saved: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
  await press("Save the receipt");
  expect(saved).toEqual(["receipt-receipt-1.jws.txt"]);
  await press("Dismiss");
  expect(document.querySelector(".banner")).toBeNull();
});

test("what could not be deleted is said, and goes on with the same erasure", async () => {
  await open(supervisor, ROSA);
  await choose(ROSA);
  await press("Delete this visitor's data");
  await act(() => document.querySelector<HTMLElement>("dialog .primary")?.click());
  const first = api.posted.at(-1)?.body.erasure_id;
  await act(() => api.fail("/api/privacy/erasures", "not_signed_in"));
  expect(document.querySelector(".banner .problem")?.textContent).toContain(
    "has not been deleted completely.",
  );
  await press("Go on");
  expect(api.posted.at(-1)?.body.erasure_id).toBe(first);
});

test("back from a request the keyboard is in the list where it was", async () => {
  await open(agent, ROSA, contact("b"));
  await choose(ROSA);
  await press("Back to the list");
  expect(document.activeElement?.getAttribute("data-id")).toBe(ROSA.contact_id);
});

test("every button, field and landmark of the page has a name", async () => {
  await open(supervisor, ROSA);
  await choose(ROSA);
  for (const button of document.querySelectorAll("button")) {
    expect(button.getAttribute("aria-label") ?? button.textContent).toMatch(/\S/);
    expect(button.type).not.toBe("");
  }
  for (const field of document.querySelectorAll<HTMLElement>("textarea, input")) {
    expect(document.querySelector(`label[for="${field.id}"]`)?.textContent).toMatch(/\S/);
  }
  expect([...document.querySelectorAll("h1, h2, h3")].map(({ tagName }) => tagName)).toEqual([
    "H1",
    "H2",
    "H3",
    "H3",
  ]);
});

test("where nobody could get it, handing over is not offered", async () => {
  await show(agent, { shop: ["service"] });
  await answer(SEARCH, foundOf([ROSA]));
  await act(() => document.querySelectorAll<HTMLElement>(".page")[1]?.click());
  await answer(SEARCH, foundOf([ROSA]));
  await choose(ROSA);
  expect(buttons()).toEqual(["", "Add note", "Mark as done", "Take"]);
  await press("Take");
  await answer(CHANGES, { ...ROSA, state: "in_progress", agent_id: agent.id, version: 2 });
  expect(buttons()).toEqual(["", "Add note", "Hand over", "Mark as done"]);
});

test("a note for which there is no room among the others is not sent, and that is said", async () => {
  const long = { at: 1_750_000_000_000, agent_id: "other", text: "\u{1f600}".repeat(2000) };
  const full = { ...ROSA, notes: Array.from({ length: 8 }, () => long) };
  await open(agent, full);
  await choose(full);
  const box = document.querySelector("textarea") as HTMLTextAreaElement;
  const said = () => document.getElementById(box.getAttribute("aria-describedby") ?? "")?.textContent;
  await write(box, "short");
  expect(said()).toBe("");
  await write(box, "\u{1f600}".repeat(500));
  expect(said()).toBe("No more notes fit to this request.");
  await press("Add note");
  expect(api.open(CHANGES)).toBe(0);
});

test("a name that nobody can see is none", async () => {
  const hidden = contact("a", {
    fields: [
      { name: "name", value: "\u200b\u202e\u2060" },
      { name: "email", value: "rosa@example.org" },
    ],
  });
  await open(agent, hidden);
  await choose(hidden);
  expect(document.querySelector(".row-name")?.textContent).toBe("rosa@example.org");
  expect(document.querySelector("h2")?.textContent).toBe("rosa@example.org");
});

test("the keyboard is not lost when there are no older ones any more, nor when it is tried again", async () => {
  await show(agent);
  await answer(SEARCH, foundOf([ROSA], "older"));
  await act(() => document.querySelectorAll<HTMLElement>(".page")[1]?.click());
  await answer(SEARCH, foundOf([ROSA], "older"));
  named("button", "Show older ones").focus();
  await press("Show older ones");
  await act(() => api.fail(SEARCH, "busy"));
  const retry = named<HTMLButtonElement>("button", "Try again");
  await press("Try again");
  expect(document.activeElement).toBe(retry);
  expect(retry.disabled).toBe(false);
  await answer(SEARCH, foundOf([contact("b")]));
  expect(document.querySelectorAll(".rows li")).toHaveLength(2);
  expect(document.activeElement?.textContent).toBe("2 contact requests");
});
