import { afterEach, beforeEach, expect, test } from "vitest";
import { createPlace } from "../../../src/console/desk/createPlace.js";
import { followHistory } from "../../../src/console/desk/followHistory.js";
import { type FakeDesk, fakeDesk } from "../fakeDesk.js";
import { agent, conversation } from "../samples.js";

let fake: FakeDesk;
let stop: () => void;

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/console/index.html");
  fake = fakeDesk(agent);
  fake.connect([conversation("a"), conversation("b")]);
  const place = createPlace({ choices: { conversations: fake.desk }, isThere: () => true });
  stop = followHistory(place);
});

afterEach(() => {
  stop();
  fake.desk.end();
});

test("a chosen conversation makes one entry, the next takes its place, and no address names either", () => {
  const before = history.length;
  fake.desk.select("shop.a");
  fake.desk.select("shop.b");
  expect(history.length).toBe(before + 1);
  expect(history.state).toEqual({ conversation: "shop.b" });
  expect(location.href).not.toContain("shop.");
});

test("back leads to the lists", () => {
  fake.desk.select("shop.a");
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
  expect(fake.desk.selected.value).toBeNull();
});

test("forward leads to the conversation again", () => {
  dispatchEvent(new PopStateEvent("popstate", { state: { conversation: "shop.b" } }));
  expect(fake.desk.selected.value?.id).toBe("shop.b");
});
