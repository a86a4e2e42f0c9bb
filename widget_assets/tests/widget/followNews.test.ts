import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Entry } from "../../src/chat/applyEvent.js";
import { emptyView } from "../../src/chat/applyEvent.js";
import { noMarks } from "../../src/chat/marks.js";
import type { ConversationState } from "../../src/protocol/frames.js";
import { followNews, type News, type Tell } from "../../src/widget/followNews.js";
import { conversation, message, note } from "../chat/samples.js";

let news: News;
let tell: ReturnType<typeof vi.fn<Tell>>;

beforeEach(() => {
  news = { state: "none", unread: 0, seen: 0 };
  tell = vi.fn<Tell>();
});

/** What is there now, and what the page is told of it. */
function follow(
  entries: readonly Entry[],
  {
    isShown = true,
    ready = true,
    state,
    seen = 0,
  }: { isShown?: boolean; ready?: boolean; state?: ConversationState; seen?: number } = {},
) {
  tell.mockClear();
  const marks = { ...noMarks, visitor: { delivered: seen, seen } };
  const view = { ...emptyView, entries, marks, conversation: state ? conversation(state) : null };
  followNews(news, { ready, shown: { view, unsent: [], typing: false } }, isShown, tell);
  return tell.mock.calls;
}

test("what is not known yet is no news", () => {
  expect(follow([message(1)], { ready: false, state: "taken" })).toEqual([]);
});

test("what was said before is no news, also where the panel is closed", () => {
  expect(follow([message(1), message(2)], { isShown: false, state: "taken" })).toEqual([
    ["conversation", { state: "taken" }],
  ]);
  expect(news.unread).toBe(0);
});

test("what is said is told once, by whom and where, with no word of it", () => {
  follow([message(1)]);
  const now = [message(1), message(2, "visitor"), note(3, "taken", "agent"), message(4)];
  expect(follow(now)).toEqual([
    ["message", { author: "visitor", seq: 2 }],
    ["message", { author: "agent", seq: 4 }],
  ]);
  expect(follow(now)).toEqual([]);
});

describe("unread", () => {
  test("are the agents' messages while nobody looks, until somebody does", () => {
    follow([message(1)]);
    follow([message(1), message(2), message(3, "visitor")], { isShown: false });
    expect(tell).toHaveBeenCalledWith("unread", { unread: 1 });
    follow([message(1), message(2), message(3, "visitor"), message(4)], { isShown: false });
    expect(news.unread).toBe(2);
    expect(follow([message(1), message(2), message(3, "visitor"), message(4)])).toEqual([
      ["unread", { unread: 0 }],
    ]);
  });

  test("are not those that were seen elsewhere", () => {
    const now = [message(1), message(2), message(3)];
    follow([message(1)]);
    follow(now, { isShown: false });
    expect(follow(now, { isShown: false, seen: 2 })).toEqual([["unread", { unread: 1 }]]);
    expect(follow(now, { isShown: false, seen: 3 })).toEqual([["unread", { unread: 0 }]]);
  });

  test("are none in a conversation that is gone", () => {
    follow([message(1)]);
    follow([message(1), message(2)], { isShown: false });
    expect(follow([], { isShown: false })).toEqual([["unread", { unread: 0 }]]);
  });
});

test("a conversation that counts anew is told from its beginning", () => {
  follow([message(7)], { state: "taken" });
  expect(follow([])).toEqual([["conversation", { state: "none" }]]);
  expect(follow([message(1, "visitor")], { state: "waiting" })).toEqual([
    ["message", { author: "visitor", seq: 1 }],
    ["conversation", { state: "waiting" }],
  ]);
  follow([message(7), message(8)], { state: "taken" });
  expect(follow([message(1, "visitor")], { state: "waiting" })[0]).toEqual([
    "message",
    { author: "visitor", seq: 1 },
  ]);
});
