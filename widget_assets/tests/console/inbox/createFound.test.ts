import { beforeEach, expect, test } from "vitest";
import { createFound, type FoundList } from "../../../src/console/inbox/createFound.js";
import { type FakeApi, fakeApi } from "../fakeApi.js";
import { contact, foundOf } from "../requests.js";

const SEARCH = "/api/contact/search";
let api: FakeApi;
let list: FoundList;
let learnt: string[];

beforeEach(() => {
  learnt = [];
  api = fakeApi();
  list = createFound({ api, learn: ({ contact_id }) => learnt.push(contact_id) });
});

const ids = (...names: string[]) => names.map((name) => contact(name).contact_id);
const requests = (...names: string[]) => names.map((name) => contact(name));

test("a query is asked with its text trimmed, and pages follow each other once", async () => {
  void list.ask({ state: "done", text: " rose " });
  expect(api.posted[0]?.body).toEqual({ state: "done", text: "rose", cursor: null });
  await api.answer(SEARCH, foundOf(requests("c", "b"), "next"));
  void list.more();
  void list.more();
  expect(api.posted).toHaveLength(2);
  expect(api.posted[1]?.body).toMatchObject({ cursor: "next" });
  await api.answer(SEARCH, foundOf(requests("b", "a")));
  expect(list.value.value).toMatchObject({ ids: ids("c", "b", "a"), cursor: null, loading: false });
  expect(learnt).toHaveLength(4);
});

test("of two questions the later one counts, whichever is answered first", async () => {
  void list.ask({ state: "new", text: "a" });
  void list.ask({ state: "new", text: "b" });
  await api.answer(SEARCH, foundOf(requests("a"), "old"));
  expect(list.value.value).toMatchObject({ ids: [], loading: true });
  await api.answer(SEARCH, foundOf(requests("b")));
  expect(list.value.value).toMatchObject({ ids: ids("b"), cursor: null, loading: false });
});

test("a search goes on by itself over pages in which nothing was found, for a while", async () => {
  void list.ask({ state: "done", text: "needle" });
  for (let call = 1; call <= 4; call++) await api.answer(SEARCH, foundOf([], `page ${call}`));
  expect(list.value.value.loading).toBe(true);
  await api.answer(SEARCH, foundOf([], "page 5"));
  expect(api.posted).toHaveLength(5);
  expect(list.value.value).toMatchObject({ loading: false, cursor: "page 5", ids: [] });
});

test("a problem leaves what is there, and the next answer takes it away", async () => {
  void list.ask({ state: "new", text: "" });
  await api.answer(SEARCH, foundOf(requests("a"), "next"));
  void list.more();
  await api.fail(SEARCH, "unreachable");
  expect(list.value.value).toMatchObject({
    ids: ids("a"),
    cursor: "next",
    problem: "unreachable",
    loading: false,
  });
  void list.more();
  await api.answer(SEARCH, foundOf(requests("b")));
  expect(list.value.value).toMatchObject({ ids: ids("a", "b"), problem: undefined });
});

test("what is new comes on top, and what was read on stays where it was", async () => {
  void list.ask({ state: "new", text: "" });
  await api.answer(SEARCH, foundOf(requests("d", "c"), "c"));
  void list.more();
  await api.answer(SEARCH, foundOf(requests("b", "a"), "a"));
  void list.refresh();
  await api.answer(SEARCH, foundOf(requests("e", "d"), "d"));
  expect(list.value.value).toMatchObject({ ids: ids("e", "d", "c", "b", "a"), cursor: "a" });
});

test("where a refresh does not reach what was there, the list begins anew", async () => {
  void list.ask({ state: "new", text: "" });
  await api.answer(SEARCH, foundOf(requests("b", "a"), "a"));
  void list.refresh();
  await api.answer(SEARCH, foundOf(requests("e", "d"), "d"));
  expect(list.value.value).toMatchObject({ ids: ids("e", "d"), cursor: "d" });
});

test("a refresh takes out what is not found any more", async () => {
  void list.ask({ state: "new", text: "" });
  await api.answer(SEARCH, foundOf(requests("c", "b", "a")));
  void list.refresh();
  await api.answer(SEARCH, foundOf(requests("b")));
  expect(list.value.value).toMatchObject({ ids: ids("b"), cursor: null });
});

test("what was found far down stays where the newest pages have nothing of it", async () => {
  void list.ask({ state: "done", text: "needle" });
  for (let call = 1; call <= 5; call++) await api.answer(SEARCH, foundOf([], `page ${call}`));
  void list.more();
  await api.answer(SEARCH, foundOf(requests("a"), "page 6"));
  void list.refresh();
  for (let call = 1; call <= 5; call++) await api.answer(SEARCH, foundOf([], `page ${call}`));
  expect(list.value.value).toMatchObject({ ids: ids("a"), cursor: "page 6", loading: false });
});

test("a refresh does not take the place of the next page that is being read", async () => {
  void list.ask({ state: "new", text: "" });
  await api.answer(SEARCH, foundOf(requests("b"), "b"));
  void list.more();
  void list.refresh();
  await api.answer(SEARCH, foundOf(requests("a")));
  expect(list.value.value).toMatchObject({ ids: ids("b", "a"), cursor: null, loading: false });
  expect(api.open(SEARCH)).toBe(0);
});
