import { beforeEach, expect, test, vi } from "vitest";
import { createQueue } from "../../src/interface/createQueue.js";
import type { Call } from "../../src/interface/Tresen.js";

const others = vi.fn();
const own = vi.fn<(name: string) => boolean>();
const onError = vi.fn();
const load = vi.fn(async () => others);
let calls: Call[];
let stopped = false;
let ended: AbortController;

beforeEach(() => {
  vi.resetAllMocks();
  own.mockImplementation((name) => /^(open|close)$/.test(name));
  load.mockImplementation(async () => others);
  calls = [];
  stopped = false;
  ended = new AbortController();
  return () => ended.abort();
});

function queue() {
  const work = createQueue(
    calls,
    own,
    load,
    () => stopped,
    () => work(),
    onError,
    ended.signal,
  );
  return work;
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const done = () => own.mock.calls.map(([name]) => name);

test("what needs no more than the panel is done at once, with its values", () => {
  calls.push(["open", "form"], ["close"]);
  queue()();
  expect(own.mock.calls).toEqual([
    ["open", ["form"]],
    ["close", []],
  ]);
  expect(calls).toEqual([]);
  expect(load).not.toHaveBeenCalled();
});

test("what comes behind a call that waits for its code waits, too", async () => {
  calls.push(["identify", "a.b.c"], ["open"]);
  const work = queue();
  work();
  calls.push(["close"]);
  work();
  expect(done()).toEqual(["identify"]);
  await settle();
  expect(others.mock.calls).toEqual([["identify", ["a.b.c"]]]);
  expect(done().slice(-2)).toEqual(["open", "close"]);
  expect(load).toHaveBeenCalledOnce();
});

test("code that can not be loaded keeps nobody from the chat, and is told", async () => {
  const error = new TypeError("away");
  load.mockRejectedValueOnce(error);
  calls.push(["identify", "a.b.c"], ["open"]);
  queue()();
  await settle();
  expect(done()).toContain("open");
  expect(onError).toHaveBeenCalledExactlyOnceWith(error);
  expect(others).not.toHaveBeenCalled();
  dispatchEvent(new Event("online"));
  await settle();
  expect(others).toHaveBeenCalledExactlyOnceWith("identify", ["a.b.c"]);
});

test("what had to wait comes before what is called when its code is there", async () => {
  load.mockRejectedValueOnce(new TypeError("away"));
  calls.push(["identify", "a.b.c"]);
  const work = queue();
  work();
  await settle();
  calls.push(["prefill", { name: "Ada" }]);
  work();
  await settle();
  expect(others.mock.calls.map(([name]) => name)).toEqual(["identify", "prefill"]);
});

test("from where it stops the rest is left to another panel, also what had to wait", async () => {
  load.mockRejectedValueOnce(new TypeError("away"));
  own.mockImplementation((name) => {
    stopped = name === "setLocale";
    return name !== "identify";
  });
  calls.push(["identify", "a.b.c"], ["setLocale", "de"], ["open"]);
  queue()();
  await settle();
  expect(calls).toEqual([["identify", "a.b.c"], ["open"]]);
});
