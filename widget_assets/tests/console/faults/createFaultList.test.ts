import { beforeEach, expect, test } from "vitest";
import { createFaultList, type FaultList } from "../../../src/console/faults/createFaultList.js";
import { type FakeApi, fakeApi } from "../fakeApi.js";
import { fault, idOf, listOf } from "../faultSamples.js";

const SEARCH = "/api/errors/search";
let api: FakeApi;
let list: FaultList;

beforeEach(() => {
  api = fakeApi();
  list = createFaultList(api, { days: 7, state: null });
});

const ids = () => list.value.value.faults.map(({ fault_id }) => fault_id);

test("the server is asked for days and state, and its order stays", async () => {
  void list.ask({ days: 27, state: "open" });
  expect(api.posted[0]?.body).toEqual({ days: 27, state: "open" });
  expect(list.value.value).toMatchObject({ total: undefined, at: undefined, loading: true });
  await api.answer(SEARCH, { faults: [fault("b"), fault("a")], total: 230 });
  expect(ids()).toEqual([idOf("b"), idOf("a")]);
  expect(list.value.value).toMatchObject({ total: 230, at: expect.any(Number), loading: false });
});

test("of two questions the later one counts, whichever is answered first", async () => {
  void list.ask({ days: 1, state: null });
  void list.ask({ days: 7, state: null });
  await api.answer(SEARCH, listOf(fault("a")));
  expect(list.value.value).toMatchObject({ faults: [], loading: true });
  await api.answer(SEARCH, listOf(fault("b")));
  expect(ids()).toEqual([idOf("b")]);
});

test("an older question that fails says nothing about the later one", async () => {
  void list.refresh();
  void list.refresh();
  await api.fail(SEARCH, "busy");
  expect(list.value.value).toMatchObject({ problem: undefined, loading: true });
});

test("asking the same again leaves what is here until there is an answer, a problem included", async () => {
  void list.refresh();
  await api.answer(SEARCH, listOf(fault("a")));
  void list.refresh();
  expect(ids()).toEqual([idOf("a")]);
  await api.fail(SEARCH, "unreachable");
  expect(list.value.value).toMatchObject({ total: 1, problem: "unreachable", loading: false });
  void list.refresh();
  await api.answer(SEARCH, listOf());
  expect(list.value.value).toMatchObject({ faults: [], total: 0, problem: undefined });
});

test("of a fault that was read by itself the state is taken, but not the number: its days are others", async () => {
  void list.refresh();
  await api.answer(SEARCH, listOf(fault("a"), fault("b")));
  list.learn(fault("a", { state: "resolved", count: 99 }));
  expect(list.value.value.faults).toEqual([fault("a", { state: "resolved" }), fault("b")]);
});
