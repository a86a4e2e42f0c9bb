import { beforeEach, expect, test } from "vitest";
import { keepWork, takeWork } from "../../../src/console/desk/keepWork.js";

const work = { selected: "shop.a", drafts: [["shop.a", "half a sen"]] };

beforeEach(() => sessionStorage.clear());

test("what was begun is there after a reload, and taken out of the store", () => {
  keepWork("tresen.work", "me", work);
  expect(takeWork("tresen.work", "me")).toEqual(work);
  expect(sessionStorage).toHaveLength(0);
});

test("another agent in the same tab gets nothing of it", () => {
  keepWork("tresen.work", "me", work);
  expect(takeWork("tresen.work", "other")).toBeUndefined();
  expect(sessionStorage).toHaveLength(0);
});

test("one page's work is not another's", () => {
  keepWork("tresen.work", "me", work);
  expect(takeWork("tresen.inbox", "me")).toBeUndefined();
  expect(takeWork("tresen.work", "me")).toEqual(work);
});
