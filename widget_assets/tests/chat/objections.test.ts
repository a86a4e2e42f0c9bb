import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { denied, granted, setConsent } from "../../src/chat/consent.js";
import {
  agreed,
  OBJECTIONS,
  objected,
  objections,
  onObjections,
  setObjection,
} from "../../src/chat/objections.js";
import { REPORTS, VISIT } from "../../src/chat/storeNames.js";
import { forgetObjections } from "../../src/privacy/forgetObjections.js";
import { countListeners } from "../countListeners.js";

let ended: AbortController;

beforeEach(() => {
  localStorage.clear();
  ended = new AbortController();
});

afterEach(() => {
  ended.abort();
  setConsent(undefined);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  forgetObjections();
});

function refuseToStore() {
  const refuse = () => {
    throw new DOMException("refused", "QuotaExceededError");
  };
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: refuse, removeItem: () => {} });
}

test("nobody has objected at first, and nothing is stored by asking", () => {
  expect([objected("analysis"), objected("errors")]).toEqual([false, false]);
  expect(localStorage).toHaveLength(0);
});

test("an objection is kept for its purpose alone", () => {
  setObjection("analysis", true);
  expect([objected("analysis"), objected("errors")]).toEqual([true, false]);
  expect(localStorage.getItem(OBJECTIONS)).toBe('{"analysis":true}');
});

test("taken back, it leaves the other one, and nothing when there is none", () => {
  setObjection("analysis", true);
  setObjection("errors", true);
  setObjection("analysis");
  expect(localStorage.getItem(OBJECTIONS)).toBe('{"errors":true}');
  setObjection("errors");
  expect(localStorage).toHaveLength(0);
});

test("what another tab has noted holds here at once", () => {
  localStorage.setItem(OBJECTIONS, '{"errors":true}');
  expect(objected("errors")).toBe(true);
});

test.each(["", "null", "{", '"x"', "[]"])("what is no list of objections is none: %s", (text) => {
  localStorage.setItem(OBJECTIONS, text);
  expect(objected("analysis")).toBe(false);
});

test("where nothing may be stored it holds for as long as the page lives", () => {
  refuseToStore();
  setObjection("errors", true);
  expect(objections()).toEqual({ errors: true });
  expect(objected("errors")).toBe(true);
});

test("forgotten, nothing is left", () => {
  setObjection("analysis", true);
  setObjection("errors", true);
  forgetObjections();
  expect(localStorage).toHaveLength(0);
});

describe("who was asked", () => {
  test("and agrees has not objected, and that is kept", () => {
    expect(agreed("analysis")).toBe(false);
    setObjection("analysis", false);
    expect([agreed("analysis"), objected("analysis"), agreed("errors")]).toEqual([true, false, false]);
    expect(localStorage.getItem(OBJECTIONS)).toBe('{"analysis":false}');
  });

  test("and objects after having agreed has not agreed any more", () => {
    setObjection("analysis", false);
    setObjection("analysis", true);
    expect([agreed("analysis"), objected("analysis")]).toEqual([false, true]);
  });

  test("is a stranger again when it is forgotten", () => {
    setObjection("analysis", false);
    forgetObjections();
    expect([agreed("analysis"), localStorage.length]).toEqual([false, 0]);
  });

  test.each(["", "null", "{", "[]", '{"analysis":null}', '{"analysis":0}'])(
    "has not agreed by something that makes no sense: %s",
    (text) => {
      localStorage.setItem(OBJECTIONS, text);
      expect(agreed("analysis")).toBe(false);
    },
  );

  test("and agrees where nothing may be stored has done so for as long as the page lives", () => {
    refuseToStore();
    setObjection("analysis", false);
    expect(agreed("analysis")).toBe(true);
  });
});

test.each([
  ["objecting to the analysis", () => setObjection("analysis", true), null],
  ["taking back the agreement", () => setObjection("analysis"), null],
  ["forgetting", forgetObjections, null],
  ["agreeing again", () => setObjection("analysis", false), "id"],
  ["objecting to something else", () => setObjection("errors", true), "id"],
])("the technical id after %s", (_, act, left) => {
  localStorage.setItem(VISIT, "id");
  act();
  expect(localStorage.getItem(VISIT)).toBe(left);
});

test.each([
  ["objecting to them", () => setObjection("errors", true), null],
  ["forgetting", forgetObjections, null],
  ["objecting to something else", () => setObjection("analysis", true), "[]"],
  ["agreeing to something else", () => setObjection("analysis", false), "[]"],
])("reports of errors that wait after %s", (_, act, left) => {
  localStorage.setItem(REPORTS, "[]");
  act();
  expect(localStorage.getItem(REPORTS)).toBe(left);
});

describe("who follows it", () => {
  test("hears what was said here, when it holds already", () => {
    const heard: boolean[] = [];
    onObjections(() => heard.push(objected("analysis")), ended.signal);
    setObjection("analysis", true);
    setObjection("analysis");
    setObjection("analysis", false);
    expect(heard).toEqual([true, false, false]);
  });

  test.each([
    [OBJECTIONS, 1],
    [null, 1],
    ["something else", 0],
  ])("hears what another tab has stored under %s %i times", (key, times) => {
    const take = vi.fn();
    onObjections(take, ended.signal);
    window.dispatchEvent(new StorageEvent("storage", { key }));
    expect(take).toHaveBeenCalledTimes(times);
  });

  test("hears what the page says, when it holds already, and once", () => {
    const heard: boolean[] = [];
    onObjections(() => heard.push(objected("errors")), ended.signal);
    for (const answer of ["denied", "denied", "granted"] as const) setConsent(answer);
    expect(heard).toEqual([true, false]);
  });

  test("and has ended hears nothing, and leaves no listener", () => {
    const [take, removed] = [vi.fn(), vi.fn()];
    const listeners = countListeners();
    onObjections(take, ended.signal);
    expect(listeners.count()).toBe(1);
    ended.abort();
    onObjections(removed, ended.signal);
    expect(listeners.count()).toBe(0);
    setObjection("analysis", true);
    window.dispatchEvent(new StorageEvent("storage", { key: OBJECTIONS }));
    expect([take, removed].map(({ mock }) => mock.calls)).toEqual([[], []]);
  });
});

describe("the page says", () => {
  test("nothing, and neither holds", () => {
    expect([denied(), granted()]).toEqual([false, false]);
  });

  test("no: that is an objection to both, and nothing of it is stored", () => {
    setConsent("denied");
    expect([objected("analysis"), objected("errors"), denied()]).toEqual([true, true, true]);
    expect([objections(), localStorage.length]).toEqual([{}, 0]);
    setConsent(undefined);
    expect([objected("analysis"), objected("errors")]).toEqual([false, false]);
  });

  test("no: what waits to be sent, and the technical id, are gone at once", () => {
    for (const name of [VISIT, REPORTS]) localStorage.setItem(name, "[]");
    setConsent("granted");
    expect(localStorage).toHaveLength(2);
    setConsent("denied");
    expect(localStorage).toHaveLength(0);
  });

  test("no: also of a visitor who has agreed here", () => {
    setObjection("analysis", false);
    setConsent("denied");
    expect(objected("analysis")).toBe(true);
  });

  test("yes: the visitor has been asked, and nothing of it is stored", () => {
    setConsent("granted");
    expect([agreed("analysis"), objected("analysis"), localStorage.length]).toEqual([true, false, 0]);
  });

  test("yes: who has objected here has not agreed", () => {
    setObjection("analysis", true);
    setConsent("granted");
    expect([agreed("analysis"), objected("analysis")]).toEqual([false, true]);
  });

  test("something else: that is nothing", () => {
    setConsent("perhaps" as never);
    expect([denied(), granted(), objected("errors"), agreed("analysis")]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
