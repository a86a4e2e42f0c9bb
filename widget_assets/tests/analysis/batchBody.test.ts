import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { batchBody } from "../../src/analysis/batchBody.js";

const DAY_MS = 86_400_000;

const batch = {
  batch_id: "b".repeat(32),
  visit_id: "0123456789abcdef",
  events: [
    { event: { type: "widget_opened" as const }, at: 1000.4, page: "https://shop.test/a" },
    { event: { type: "messages_sent" as const, count: 2 }, at: 3000, page: "https://shop.test/a" },
  ],
};

beforeEach(() => {
  vi.stubGlobal("screen", { width: 1920, height: 1080.4 });
  vi.stubGlobal("navigator", { language: "de-AT" });
});

afterEach(() => void vi.unstubAllGlobals());

test("it says how long ago it was, and where, and nothing else", () => {
  expect(batchBody(batch, 5000, "en")).toEqual({
    batch_id: "b".repeat(32),
    visit_id: "0123456789abcdef",
    page: "https://shop.test/a",
    locale: "de-AT",
    width: 1920,
    height: 1080,
    events: [
      { type: "widget_opened", age: 4000 },
      { type: "messages_sent", count: 2, age: 2000 },
    ],
  });
});

test("sent again it is the same but for the ages", () => {
  const [one, other] = [batchBody(batch, 5000, "en"), batchBody(batch, 6000, "en")];
  expect(other).toEqual({
    ...one,
    events: one?.events.map((event) => ({ ...event, age: event.age + 1000 })),
  });
});

test("what seems to be still to come is of now", () => {
  expect(batchBody(batch, 2000, "en")?.events.map(({ age }) => age)).toEqual([1000, 0]);
});

test.each([
  [DAY_MS, DAY_MS],
  [DAY_MS + 1, undefined],
])("what is %i ms old is sent with the age %s", (age, sent) => {
  const old = { ...batch, events: batch.events.map((each) => ({ ...each, at: 0 })) };
  expect(batchBody(old, age, "en")?.events[0]?.age).toBe(sent);
});

test.each(["en-US@posix", "C", "", "de_DE", "en-u-hc-h12"])(
  "where the browser calls its language %j the widget's is told",
  (language) => {
    vi.stubGlobal("navigator", { language });
    expect(batchBody(batch, 5000, "de")?.locale).toBe("de");
  },
);

test.each([
  [0, 1],
  [40_000, 32_767],
])("a screen of %i pixels is told as one of %i", (size, told) => {
  vi.stubGlobal("screen", { width: size, height: size });
  expect(batchBody(batch, 5000, "de")).toMatchObject({ width: told, height: told });
});
