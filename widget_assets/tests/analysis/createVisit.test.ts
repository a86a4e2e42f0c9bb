import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createVisit } from "../../src/analysis/createVisit.js";
import { VISIT } from "../../src/chat/storeNames.js";

const EVENING = Date.UTC(2026, 10, 26, 23, 59);
const ID = /^[0-9a-f]{16}$/;

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ now: EVENING, toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe.each([true, false])("kept in the browser: %s", (keeps) => {
  test("it is random, and the same for a page and a day", () => {
    const visit = createVisit();
    const id = visit.id(keeps);
    expect(id).toMatch(ID);
    expect(visit.id(keeps)).toBe(id);
  });

  test("after midnight of UTC it is another", () => {
    const visit = createVisit();
    const id = visit.id(keeps);
    vi.setSystemTime(EVENING + 60_000);
    const next = visit.id(keeps);
    expect(next).toMatch(ID);
    expect(next).not.toBe(id);
    expect(visit.id(keeps)).toBe(next);
  });

  test.each([-86_400_000, 86_400_000 * 400])(
    "a clock that jumps by %i ms makes another, and never the same again",
    (jump) => {
      const visit = createVisit();
      const id = visit.id(keeps);
      vi.setSystemTime(EVENING + jump);
      const other = visit.id(keeps);
      vi.setSystemTime(EVENING);
      expect(new Set([id, other, visit.id(keeps)]).size).toBe(3);
    },
  );

  test("dropped, it does not come back", () => {
    const visit = createVisit();
    const id = visit.id(keeps);
    visit.drop();
    localStorage.removeItem(VISIT);
    expect(visit.id(keeps)).not.toBe(id);
  });
});

test("each page has its own where nothing may be kept, and nothing is stored", () => {
  localStorage.setItem(VISIT, "0123456789abcdef 2026-11-26");
  const [one, other] = [createVisit().id(false), createVisit().id(false)];
  expect(new Set([one, other, "0123456789abcdef"]).size).toBe(3);
  expect(localStorage.getItem(VISIT)).toBe("0123456789abcdef 2026-11-26");
});

test("all pages of a day have the same where it may be kept", () => {
  const id = createVisit().id(true);
  expect(localStorage.getItem(VISIT)).toBe(`${id} 2026-11-26`);
  expect(createVisit().id(true)).toBe(id);
});

test("what another tab has begun anew holds here, too", () => {
  const [one, other] = [createVisit(), createVisit()];
  const id = one.id(true);
  localStorage.removeItem(VISIT);
  one.drop();
  expect(one.id(true)).not.toBe(id);
  expect(other.id(true)).toBe(one.id(true));
});

test.each(["", "ada", "0123456789ABCDEF 2026-11-26", "0123456789abcdef 2026-11-25", " 2026-11-26", "null"])(
  "what is not today's id is not taken for one: %j",
  (kept) => {
    localStorage.setItem(VISIT, kept);
    const id = createVisit().id(true);
    expect(id).toMatch(ID);
    expect(id).not.toBe("0123456789abcdef");
  },
);

test("where nothing can be stored it is the page's alone", () => {
  const refuse = () => {
    throw new DOMException("refused", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
  const visit = createVisit();
  const id = visit.id(true);
  expect(visit.id(true)).toBe(id);
  expect(createVisit().id(true)).not.toBe(id);
});

test("where it can be read and not written it is the page's alone, too", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const visit = createVisit();
  expect(visit.id(true)).toBe(visit.id(true));
});
