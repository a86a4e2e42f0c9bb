import { signal } from "@preact/signals";
import { IDBFactory } from "fake-indexeddb";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, type Mock, test, vi } from "vitest";
import type { ApiProblem } from "../../../src/console/api/createApi.js";
import { App } from "../../../src/console/components/App.js";
import type { DeskPageProps } from "../../../src/console/components/DeskPage.js";
import type { Agent } from "../../../src/console/sign_in/agentOf.js";
import type { SignIn, SignInState } from "../../../src/console/sign_in/createSignIn.js";
import type { Fault, FaultRead } from "../../../src/protocol/requests.js";
import { type FakeApi, fakeApi } from "../fakeApi.js";
import { AT, fault, idOf, listOf, readOf, sample } from "../faultSamples.js";
import { agent, supervisor } from "../samples.js";
import { clear, draw, named, press } from "./page.js";

const [SEARCH, READ, RESOLVE] = ["/api/errors/search", "/api/errors/fault", "/api/errors/resolve"] as const;
const operator: Agent = { ...agent, groups: [], operates: true };
const [A, B] = [fault("a"), fault("b", { source: "function", site: null, state: "resolved", count: 1 })];
const FRAME = { file: "/assets/panel-0123456789ab.js", function: "draw", line: 1, column: 1 };
let api: FakeApi;
let signIn: SignIn;
let state: ReturnType<typeof signal<SignInState>>;
let connected: Mock<DeskPageProps["connect"]>;

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("fetch", async () => new Response(null, { status: 403 }));
  sessionStorage.clear();
  history.replaceState(null, "", "/console/index.html");
});

afterEach(async () => {
  await clear();
  vi.unstubAllGlobals();
});

async function show(who: Agent, groups = {}) {
  api = fakeApi();
  state = signal<SignInState>({ step: "signed_in", agent: who });
  signIn = { state, begin: vi.fn(), signOut: vi.fn() } as unknown as SignIn;
  connected = vi.fn(() => ({ request: () => new Promise<never>(() => {}), tell: () => true, close() {} }));
  await draw(<App signIn={signIn} connect={connected} api={api} groups={groups} />);
}

async function list(...faults: Fault[]) {
  await show(operator);
  await answer(SEARCH, listOf(...faults));
}

async function open(of: Fault, change: Partial<FaultRead> = {}) {
  await list(of);
  await choose(of);
  await answer(READ, readOf(of, change));
}

const answer = (path: string, body: unknown) => act(() => api.answer(path, body));
const fail = (path: string, code: ApiProblem) => act(() => api.fail(path, code));
const choose = ({ fault_id }: Fault) =>
  act(() => document.querySelector<HTMLElement>(`[data-id="${fault_id}"]`)?.click());
const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? "";
const pane = () => textOf(".pane");

test("who runs the deployment and answers nobody has the errors alone, and no connection", async () => {
  await list(A);
  expect(connected).not.toHaveBeenCalled();
  expect([document.title, textOf("h1")]).toEqual(["Errors – Tresen", "Errors"]);
  expect(document.querySelector("nav.pages")).toBeNull();
  expect(document.querySelector("select")).toBeNull();
  await press("Sign out");
  expect(signIn.signOut).toHaveBeenCalled();
  dispatchEvent(new Event("pagehide"));
  expect(sessionStorage).toHaveLength(0);
});

test("a supervisor has them beside the conversations, which come first", async () => {
  await show(supervisor);
  expect(document.title).toBe("Conversations – Tresen");
  expect(api.posted).toEqual([]);
  await press("Errors");
  expect(document.title).toBe("Errors – Tresen");
  await answer(SEARCH, listOf(A));
  expect(document.querySelectorAll(".row")).toHaveLength(1);
  await press("Conversations");
  expect(document.querySelector("section h2")?.textContent?.trim()).toBe("Waiting");
});

test("of three pages the errors are the last", async () => {
  await show(supervisor, { shop: ["service"] });
  const pages = [...document.querySelectorAll("nav.pages button")].map(({ textContent }) => textContent);
  expect(pages).toEqual(["Conversations", "Contact requests", "Errors"]);
});

test("an agent of a group has no such page", async () => {
  history.replaceState(null, "", "/console/#errors");
  await show(agent);
  expect([document.querySelector("nav.pages"), document.title]).toEqual([null, "Conversations – Tresen"]);
});

test("a row says what, where, how often, since when and how it stands, for those who hear it, too", async () => {
  await list(A, B);
  const [first, second] = [...document.querySelectorAll(".row")].map(({ textContent }) => textContent);
  expect(first).toContain("TypeError: x is undefined (a)");
  expect(first).toContain("Page · shop · Open");
  expect(first).toMatch(/3 reports.*last /);
  expect(second).toContain("Server function · Resolved");
  expect(second).toContain("1 report");
  expect(textOf(".as-of [role=status]")).toBe("2 errors");
  expect(textOf(".as-of")).toMatch(/as of \d/);
});

test("of more than the list has it is said of how many", async () => {
  await show(operator);
  await answer(SEARCH, { faults: [A], total: 230 });
  expect(textOf(".as-of [role=status]")).toBe("The 1 most frequent of 230 errors");
});

test("days and state are chosen, and both count", async () => {
  await list(A);
  await press("27 days");
  await press("Returned");
  expect(api.posted.at(-1)?.body).toEqual({ days: 27, state: "returned" });
  expect(document.querySelectorAll("[aria-pressed=true]")).toHaveLength(2);
  expect(named("button", "27 days").getAttribute("aria-pressed")).toBe("true");
  expect(textOf(".as-of [role=status]")).toBe("Loading …");
  await answer(SEARCH, listOf(B));
  await answer(SEARCH, listOf());
  expect(textOf(".as-of [role=status]")).toBe("No error has returned.");
  expect(pane()).toContain("Nothing here");
});

test.each([
  ["busy", "The server is busy. Please try again."],
  ["not_allowed", "Error reports are read by operators, and by the supervisors of a site."],
] as const)("why there is no list is said, and it can be tried again: %s", async (code, said) => {
  await show(operator);
  await fail(SEARCH, code);
  expect(textOf(".as-of .problem")).toBe(said);
  await press("Try again");
  await answer(SEARCH, listOf(A));
  expect(document.querySelector(".as-of .problem")).toBeNull();
});

test("pressing while it is asked asks once", async () => {
  await list(A);
  await press("Refresh");
  await press("Refresh");
  expect(api.open(SEARCH)).toBe(1);
});

test("all that is kept of it is shown, and the focus is on what it is called", async () => {
  await open(A, {
    days: [
      { day: "2026-01-31", count: 40 },
      { day: "2026-01-30", count: 10 },
    ],
  });
  expect(document.activeElement).toBe(document.querySelector("h2"));
  expect(document.querySelector(".row [aria-current=true]")).not.toBeNull();
  const facts = [...document.querySelectorAll(".fault > .facts dt")].map((term) => term.textContent);
  expect(facts).toEqual(["Reported", "Last seen", "First seen", "Where", "Severity", "Releases"]);
  const days = [...document.querySelectorAll(".days li")];
  expect(days.map((day) => day.querySelector(".hidden")?.textContent)).toEqual(["40 reports", "10 reports"]);
  expect(days[1]?.querySelector("time")?.textContent).toBe("Jan 30, 2026");
  const shares = [...document.querySelectorAll<HTMLElement>(".bar-of-day")].map(({ style }) =>
    style.getPropertyValue("--share"),
  );
  expect(shares).toEqual(["1", "0.25"]);
  expect(pane()).toContain("Above 20 a day the number is an estimate.");
});

test("as long as every report is counted, nothing is called an estimate", async () => {
  await open(A, { days: [{ day: "2026-01-31", count: 20 }] });
  expect(pane()).not.toContain("estimate");
});

test("each sample says when it will be gone, and the newest is open", async () => {
  await open(A, { samples: [sample("e"), sample("d", {}, AT - 86_400_000)] });
  const samples = [...document.querySelectorAll<HTMLDetailsElement>(".sample")];
  expect(samples.map((each) => each.querySelector("summary .quiet")?.textContent)).toEqual([
    "gone on February 27, 2026",
    "gone on February 26, 2026",
  ]);
  expect(samples.map((each) => each.open)).toEqual([true, false]);
  expect(samples[1]?.querySelector(".sample-body")).toBeNull();
});

test("what the reader has opened stays so when a newer sample comes", async () => {
  await open(A, { samples: [sample("d")] });
  await press("Refresh");
  await answer(SEARCH, listOf(A));
  await answer(READ, readOf(A, { samples: [sample("e"), sample("d")] }));
  const samples = [...document.querySelectorAll<HTMLDetailsElement>(".sample")];
  expect(samples.map((each) => each.open)).toEqual([false, true]);
});

test("a chain begins with what was thrown, calls with the innermost", async () => {
  const errors = [
    { type: "KeyError", message: "cause" },
    {
      type: "Refused",
      message: "<b>effect</b>",
      frames: [
        { file: "lambdas.a", line: 1 },
        { file: "lambdas.b", line: 2, function: "act" },
      ],
    },
  ];
  await open(A, { samples: [sample("e", { errors })] });
  const thrown = [...document.querySelectorAll(".thrown")].map(({ textContent }) => textContent);
  expect(thrown).toEqual(["Refused: <b>effect</b>", "KeyError: cause"]);
  expect(document.querySelector(".pane b")).toBeNull();
  expect(pane()).toContain("Caused by");
  const calls = [...document.querySelectorAll(".calls li")].map((call) => call.textContent?.trim());
  expect(calls).toEqual(["lambdas.b:2 act", "lambdas.a:1"]);
  expect(pane()).toContain("There are no calls in the report.");
});

test("a call of ours without a map is shown as it is, and that is said", async () => {
  await open(A, { samples: [sample("e", { errors: [{ type: "E", frames: [FRAME] }] })] });
  await vi.waitFor(() => expect(textOf(".calls li")).toContain("no source map"));
  expect(textOf(".calls li")).toContain("/assets/panel-0123456789ab.js:1:1 draw");
});

test("with its map a call stands in the source, and the line is marked", async () => {
  const map = {
    version: 3,
    sources: ["widget/draw.ts"],
    sourcesContent: ["const one = 1;\nconst two = 2;\ndraw(one);"],
    names: [],
    // Column 0 of line 1 comes from column 0 of line 3.
    mappings: "AAEA",
  };
  vi.stubGlobal("fetch", async () => Response.json(map));
  await open(A, { samples: [sample("e", { errors: [{ type: "E", frames: [FRAME, FRAME] }] })] });
  await vi.waitFor(() => expect(document.querySelectorAll(".lines")).toHaveLength(2));
  const calls = [...document.querySelectorAll<HTMLDetailsElement>(".calls details")];
  expect(calls.map((call) => call.open)).toEqual([true, false]);
  expect(textOf(".calls summary")).toBe("widget/draw.ts:3:1");
  expect(textOf(".line-of-code[aria-current=true]")).toBe("3draw(one);");
  expect(document.querySelectorAll(".lines")[0]?.children).toHaveLength(3);
});

test("a map without sources gives the place, and nothing to unfold", async () => {
  const map = { version: 3, sources: ["widget/draw.ts"], names: [], mappings: "AAEA" };
  vi.stubGlobal("fetch", async () => Response.json(map));
  await open(A, { samples: [sample("e", { errors: [{ type: "E", frames: [FRAME] }] })] });
  await vi.waitFor(() => expect(textOf(".calls li")).toBe("widget/draw.ts:3:1"));
  expect(document.querySelector(".calls details")).toBeNull();
});

test("what happened before is told with how long before, where that is known", async () => {
  const breadcrumbs = [
    { category: "state", message: "connecting", before: 2310 },
    { category: "code", message: "1006" },
    { category: "state", message: "closed", before: 0 },
  ];
  await open(A, { samples: [sample("e", { breadcrumbs })] });
  const steps = [...document.querySelectorAll(".trail li")].map(({ textContent }) => textContent);
  expect(steps).toEqual(["2.3 sec beforestateconnecting", "code1006", "0 ms beforestateclosed"]);
});

test("a report without an error has its message, and facts that are missing are left out", async () => {
  await open(A, {
    samples: [sample("e", { message: "low disk", browser: "Chrome 120", tags: { part: "x" } })],
  });
  expect(textOf(".thrown")).toBe("Message low disk");
  const terms = [...document.querySelectorAll(".sample dt")].map(({ textContent }) => textContent);
  expect(terms).toEqual(["Browser and system", "part", "Event"]);
});

test("it is marked as resolved and opened again, and the keyboard stays on the button", async () => {
  await open(A);
  const button = named<HTMLButtonElement>("button", "Mark as resolved");
  button.focus();
  await press("Mark as resolved");
  await press("Mark as resolved");
  expect([api.open(RESOLVE), button.getAttribute("aria-disabled"), button.disabled]).toEqual([
    1,
    "true",
    false,
  ]);
  await answer(RESOLVE, { ...A, state: "resolved" });
  expect(textOf(".foot [role=status]")).toBe("Marked as resolved.");
  expect([textOf(".standing p"), button.textContent]).toEqual([
    "This error is resolved. It returns by itself if it is reported again.",
    "Open again",
  ]);
  expect(document.activeElement).toBe(button);
  expect(textOf(".row-facts")).toContain("Resolved");
  await press("Open again");
  expect(api.posted.at(-1)?.body).toEqual({ fault_id: A.fault_id, resolved: false });
  await fail(RESOLVE, "unreachable");
  expect(textOf(".foot .problem")).toContain("The server can not be reached.");
});

test("why one can not be read is said, and it can be tried again", async () => {
  await list(A);
  await choose(A);
  expect(pane()).toContain("Loading …");
  await fail(READ, "unreachable");
  expect(textOf(".foot .problem")).toContain("The server can not be reached.");
  await act(() => named<HTMLButtonElement>(".foot button", "Try again").click());
  await answer(READ, readOf(A));
  expect(document.querySelector(".foot .problem")).toBeNull();
  expect(document.querySelectorAll(".sample")).toHaveLength(1);
});

test("a link that leads to nothing says so, and has the focus", async () => {
  history.replaceState(null, "", `/console/#errors/${idOf("c")}`);
  await show(operator);
  expect(textOf("h2")).toBe("Error");
  await fail(READ, "not_allowed");
  expect(pane()).toContain("This error is no longer here for you.");
  expect(document.activeElement).toBe(document.querySelector(".pane .empty"));
});

test("where no sample is left, that is said", async () => {
  await open(A, { samples: [], days: [] });
  expect(pane()).toContain("No report is kept any more.");
  expect(document.querySelector(".days")).toBeNull();
});

test("back from an error the keyboard is in the list where it was", async () => {
  await open(A);
  await press("Back to the list");
  expect(document.activeElement?.getAttribute("data-id")).toBe(A.fault_id);
});

test("a sign-in that has ended is said, and what is open stays", async () => {
  await open(A);
  await act(() => {
    state.value = { step: "ended", agent: operator };
  });
  expect(document.querySelector("[role=alert]")).not.toBeNull();
  expect(document.querySelectorAll(".sample")).toHaveLength(1);
  await press("Sign in again");
  expect(signIn.begin).toHaveBeenCalledWith("en");
});

test("every button has a name and a type, in German, too", async () => {
  await open(A);
  await press("Deutsch");
  expect(document.title).toBe("Fehler – Tresen");
  expect(pane()).toContain("wird gelöscht am 27. Februar 2026");
  for (const button of document.querySelectorAll("button")) {
    expect(button.getAttribute("aria-label") ?? button.textContent).toMatch(/\S/);
    expect(button.type).not.toBe("");
  }
});

test("what is open is a page of its own on a phone, and the browser's back leads to the list", async () => {
  await open(A);
  const view = () => document.querySelector<HTMLElement>(".desk")?.dataset.view;
  expect([view(), history.state]).toEqual(["conversation", { fault: A.fault_id }]);
  await act(() => void dispatchEvent(new PopStateEvent("popstate", { state: null })));
  expect([view(), document.querySelector("h2")]).toEqual(["lists", null]);
});

test.each([
  ["an operator", operator],
  ["a supervisor", supervisor],
])("nothing goes on once %s has left the page", async (_, who) => {
  await show(who);
  await clear();
  await act(() => {});
  dispatchEvent(new Event("pagehide"));
  history.replaceState(null, "", "/console/#errors");
  dispatchEvent(new Event("hashchange"));
  expect([sessionStorage.getItem("tresen.faults"), location.hash]).toEqual([null, "#errors"]);
});

test("a page of errors that was left opens with what was open on it", async () => {
  await show(supervisor);
  await press("Errors");
  await answer(SEARCH, listOf(A, B));
  await choose(A);
  await answer(READ, readOf(A));
  await press("Conversations");
  await press("Errors");
  expect(textOf("h2")).toBe(A.title);
});
