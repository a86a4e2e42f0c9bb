import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { VisitorTalk } from "../../src/widget/createVisitorTalk.js";
import { FakeSocket } from "../chat/FakeSocket.js";
import { createTab } from "./visitorTab.js";

let ended: AbortController;
let settings: DOMStringMap;
let visitor: VisitorTalk;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("away")));
  FakeSocket.install();
  ended = new AbortController();
  settings = {};
  visitor = createTab(ended.signal, { settings });
});

afterEach(() => {
  ended.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function write() {
  await visitor.resume();
  visitor.talk.send("hello");
  await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1));
  FakeSocket.newest.accept();
  await vi.waitFor(() => expect(FakeSocket.newest.last.type).toBe("start"));
}

describe("the group", () => {
  test.each([
    ["of the page is asked for", "sales", "sales"],
    ["that the site has not is left to the server", "Nobody_1", null],
    ["is no name of the language's own", "constructor", null],
    ["is left to the server where the page names none", undefined, null],
  ])("%s", async (_, group, expected) => {
    if (group) settings.group = group;
    await write();
    const { command_id, ...start } = FakeSocket.newest.last;
    expect(start).toEqual({ type: "start", locale: "de", group: expected });
  });

  test("is that which holds when the conversation begins", async () => {
    settings.group = "service";
    await visitor.resume();
    settings.group = "sales";
    await write();
    expect(FakeSocket.newest.last).toMatchObject({ group: "sales" });
  });
});

test("the site is in the proof where the page names one", async () => {
  visitor = createTab(ended.signal, { held: { site: "shop" } });
  await write();
  const [, body = ""] = (FakeSocket.newest.protocols[1] ?? "").replace("proof.", "").split(".");
  expect(JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")))).toMatchObject({ site: "shop" });
});
