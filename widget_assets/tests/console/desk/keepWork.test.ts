import { beforeEach, expect, test } from "vitest";
import { keepWork, takeWork } from "../../../src/console/desk/keepWork.js";

const work = {
  selected: "shop.a",
  drafts: [["shop.a", "half a sen"]] as const,
};

beforeEach(() => sessionStorage.clear());

test("what was begun is there after a reload, and taken out of the store", () => {
  keepWork("me", { ...work, drafts: new Map(work.drafts) });
  expect(takeWork("me")).toEqual(work);
  expect(sessionStorage).toHaveLength(0);
});

test("another agent in the same tab gets nothing of it", () => {
  keepWork("me", work);
  expect(takeWork("other")).toEqual({ selected: null, drafts: [] });
  expect(sessionStorage).toHaveLength(0);
});
