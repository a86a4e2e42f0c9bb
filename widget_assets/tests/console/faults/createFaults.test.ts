import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFaults } from "../../../src/console/faults/createFaults.js";
import type { Faults } from "../../../src/console/faults/Faults.js";
import { type FakeApi, fakeApi } from "../fakeApi.js";
import { fault, idOf, listOf, readOf } from "../faultSamples.js";
import { agent } from "../samples.js";

const [SEARCH, READ, RESOLVE] = ["/api/errors/search", "/api/errors/fault", "/api/errors/resolve"] as const;
const [A, B] = [fault("a"), fault("b")];
let api: FakeApi;
let faults: Faults;
let open: boolean;

beforeEach(() => {
  sessionStorage.clear();
  open = true;
});

afterEach(() => {
  faults.end();
  vi.useRealTimers();
});

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

async function begin(...listed: (typeof A)[]) {
  api = fakeApi();
  faults = createFaults({ agent, api, open: () => open });
  await settled();
  await api.answer(SEARCH, listOf(...listed));
}

test("the list begins with all of the last week, and one question for it is enough", async () => {
  api = fakeApi();
  faults = createFaults({ agent, api, open: () => true });
  await settled();
  faults.refresh();
  expect(api.posted).toEqual([{ path: SEARCH, body: { days: 7, state: null } }]);
});

test("nothing is asked for while the agent is on another page", async () => {
  open = false;
  api = fakeApi();
  faults = createFaults({ agent, api, open: () => open });
  await settled();
  expect(api.posted).toEqual([]);
});

test("list and what is chosen are asked for again each minute, but not while nobody sees the page", async () => {
  vi.useFakeTimers();
  const visible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("visible");
  api = fakeApi();
  faults = createFaults({ agent, api, open: () => true });
  faults.select(A.fault_id);
  await vi.advanceTimersByTimeAsync(1);
  const first = [api.answer(SEARCH, listOf(A)), api.answer(READ, readOf(A))];
  await vi.advanceTimersByTimeAsync(1);
  await Promise.all(first);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(api.posted.map(({ path }) => path)).toEqual([READ, SEARCH, SEARCH, READ]);
  visible.mockReturnValue("hidden");
  await vi.advanceTimersByTimeAsync(600_000);
  expect(api.posted).toHaveLength(4);
  visible.mockRestore();
});

test("what is chosen is shown as the list has it until it is read", async () => {
  await begin(A, B);
  faults.select(A.fault_id);
  expect(faults.selected.value).toMatchObject({ fault: A, read: undefined });
  expect(api.posted.at(-1)).toEqual({ path: READ, body: { fault_id: A.fault_id } });
  const read = readOf({ ...A, count: 9 });
  await api.answer(READ, read);
  expect(faults.selected.value).toMatchObject({ fault: { count: 9 }, read });
});

test("an answer to the one that was chosen before is not shown for this one", async () => {
  await begin(A, B);
  faults.select(A.fault_id);
  faults.select(B.fault_id);
  await api.answer(READ, readOf(A));
  expect(faults.selected.value).toMatchObject({ id: B.fault_id, fault: B, read: undefined });
  await api.answer(READ, readOf(B));
  expect(faults.selected.value?.read?.fault).toEqual(B);
});

test("nothing of the one before is shown for the next, nor what came of it when it is chosen again", async () => {
  await begin(A, B);
  faults.select(A.fault_id);
  await api.answer(READ, readOf(A));
  void faults.resolve(A.fault_id, true);
  await api.answer(RESOLVE, { ...A, state: "resolved" });
  faults.select(B.fault_id);
  expect(faults.selected.value).toMatchObject({ fault: B, read: undefined });
  faults.select(A.fault_id);
  expect(faults.selected.value?.outcome).toBeUndefined();
});

test("an answer that comes when nothing is chosen any more changes nothing", async () => {
  await begin(A);
  faults.select(A.fault_id);
  faults.select(null);
  await api.fail(READ, "not_allowed");
  expect([faults.selected.value, faults.gone.value]).toEqual([null, false]);
});

test("that something is gone is not said beside the answer to another question", async () => {
  await begin(A);
  faults.select(A.fault_id);
  await api.fail(READ, "not_allowed");
  faults.ask({ days: 1, state: null });
  expect(faults.gone.value).toBe(false);
});

test("a link leads to one that is in no list", async () => {
  await begin();
  faults.select(A.fault_id);
  expect(faults.selected.value).toMatchObject({ id: A.fault_id, fault: undefined });
  await api.answer(READ, readOf(A));
  expect(faults.selected.value?.fault).toEqual(A);
});

test("what is not there, or not for this agent, is gone, and that is said until something else is chosen", async () => {
  await begin(A, B);
  faults.select(A.fault_id);
  await api.fail(READ, "not_allowed");
  expect([faults.selected.value, faults.gone.value]).toEqual([null, true]);
  faults.select(null);
  expect(faults.gone.value).toBe(true);
  faults.select(B.fault_id);
  expect(faults.gone.value).toBe(false);
});

test("a problem leaves what was read, and the next answer takes it away", async () => {
  await begin(A);
  faults.select(A.fault_id);
  await api.answer(READ, readOf(A));
  faults.refresh();
  await api.fail(READ, "unreachable");
  expect(faults.selected.value).toMatchObject({ problem: "unreachable", read: readOf(A) });
  faults.refresh();
  await api.answer(READ, readOf(A));
  expect(faults.selected.value?.problem).toBeUndefined();
});

test("what is being read is not asked for once more", async () => {
  await begin(A);
  faults.select(A.fault_id);
  faults.refresh();
  expect(api.open(READ)).toBe(1);
});

test.each([
  ["resolved", true, "resolved", "resolved"],
  ["opened again", false, "open", "reopened"],
] as const)("one that is %s says so at once, and all is read again", async (_, resolved, state, kind) => {
  await begin(A, B);
  faults.select(A.fault_id);
  await api.answer(READ, readOf(A));
  void faults.resolve(A.fault_id, resolved);
  void faults.resolve(A.fault_id, resolved);
  expect(faults.selected.value?.acting).toBe(true);
  expect(api.open(RESOLVE)).toBe(1);
  expect(api.posted.at(-1)?.body).toEqual({ fault_id: A.fault_id, resolved });
  await api.answer(RESOLVE, { ...A, state });
  expect(faults.selected.value).toMatchObject({ acting: false, outcome: { kind }, fault: { state } });
  expect(faults.found.value.faults[0]?.state).toBe(state);
  expect([api.open(SEARCH), api.open(READ)]).toEqual([1, 1]);
});

test("what was asked before it was resolved does not undo it", async () => {
  await begin(A);
  faults.select(A.fault_id);
  await api.answer(READ, readOf(A));
  faults.refresh();
  void faults.resolve(A.fault_id, true);
  await api.answer(RESOLVE, { ...A, state: "resolved" });
  await api.answer(SEARCH, listOf(A));
  await api.answer(READ, readOf(A));
  expect(faults.found.value.faults[0]?.state).toBe("resolved");
  expect(faults.selected.value?.fault?.state).toBe("resolved");
});

test("one that is resolved while another was chosen is not shown in its place", async () => {
  await begin(A, B);
  faults.select(A.fault_id);
  await api.answer(READ, readOf(A));
  void faults.resolve(A.fault_id, true);
  faults.select(B.fault_id);
  await api.answer(READ, readOf(B));
  await api.answer(RESOLVE, { ...A, state: "resolved" });
  expect(faults.selected.value).toMatchObject({
    id: B.fault_id,
    fault: { state: "open" },
    outcome: undefined,
  });
  expect(faults.found.value.faults.map(({ state }) => state)).toEqual(["resolved", "open"]);
});

test("why it was not resolved is said, and can be tried again", async () => {
  await begin(A);
  faults.select(A.fault_id);
  await api.answer(READ, readOf(A));
  void faults.resolve(A.fault_id, true);
  await api.fail(RESOLVE, "busy");
  expect(faults.selected.value).toMatchObject({
    acting: false,
    outcome: { kind: "problem", problem: "busy" },
  });
  void faults.resolve(A.fault_id, true);
  expect(faults.selected.value?.outcome).toBeUndefined();
});

test("question and choice are there after a reload, for the same agent", async () => {
  await begin(A);
  faults.ask({ days: 27, state: "open" });
  faults.select(A.fault_id);
  dispatchEvent(new Event("pagehide"));
  faults.end();
  expect(JSON.stringify({ ...sessionStorage })).not.toContain("TypeError");
  await begin(A);
  expect(api.posted.map(({ body }) => body)).toEqual([{ days: 27, state: "open" }, { fault_id: idOf("a") }]);
  expect(faults.selected.value?.id).toBe(A.fault_id);
});
