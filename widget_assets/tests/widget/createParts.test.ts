import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createParts } from "../../src/widget/createParts.js";

const ORIGIN = "https://chat.test";
const CORE = { path: "/core.js", integrity: "sha256-c" };
const FORM = { path: "/form.js", integrity: "sha256-f" };
const MENU = { path: "/menu.js", integrity: "sha256-m" };

let ended: AbortController;

beforeEach(() => {
  ended = new AbortController();
});

afterEach(() => void vi.useRealTimers());

/** What the core has that is of interest here. */
const core = () => ({ setConsent: vi.fn() });
const silence = () => new Promise<never>(() => {});

/** Gives what loads each file by its path, whatever is behind the path. */
const files = (modules: Readonly<Record<string, () => Promise<object>>>) =>
  vi.fn(async (url: string, _: string) => {
    const { origin, pathname } = new URL(url);
    expect(origin).toBe(ORIGIN);
    return modules[pathname]?.();
  });

const make = (load: unknown, settings: DOMStringMap = {}) =>
  createParts(load as never, ORIGIN, CORE, settings, ended.signal);

test("a part is bound to the core before it is used, and the core is loaded once", async () => {
  const shared = core();
  const bind = vi.fn();
  const load = files({
    [CORE.path]: async () => shared,
    [FORM.path]: async () => ({ bind, name: "form" }),
    [MENU.path]: async () => ({ bind, name: "menu" }),
  });
  const parts = make(load);
  const [form, menu] = [parts<{ name: string }>(FORM), parts<{ name: string }>(MENU)];
  expect(load).not.toHaveBeenCalled();
  expect((await form()).name).toBe("form");
  expect((await menu()).name).toBe("menu");
  expect(bind.mock.calls).toEqual([[shared], [shared]]);
  expect(load.mock.calls).toEqual([
    [`${ORIGIN}/core.js`, CORE.integrity],
    [`${ORIGIN}/form.js`, FORM.integrity],
    [`${ORIGIN}/menu.js`, MENU.integrity],
  ]);
});

test("the core itself is the one that the parts have, whatever had to be tried again", async () => {
  let loads = 0;
  const load = files({
    [CORE.path]: async () => {
      if (++loads < 3) throw new TypeError("away");
      return { ...core(), name: `core ${loads}` };
    },
    [FORM.path]: async () => ({}),
  });
  const parts = make(load);
  const getCore = parts<{ name: string }>();
  await expect(getCore()).rejects.toThrow("away");
  await expect(getCore()).rejects.toThrow("away");
  expect((await getCore()).name).toBe("core 3");
  await parts(FORM)();
  expect((await getCore()).name).toBe("core 3");
  // Browsers may remember that a module could not be loaded.
  expect(load.mock.calls.map(([url]) => url.split("/").at(-1))).toEqual([
    "core.js",
    "core.js?1",
    "core.js?2",
    "form.js",
  ]);
});

test("without its core a part fails, and is tried again", async () => {
  const loadCore = vi.fn().mockRejectedValueOnce(new TypeError("away")).mockResolvedValue(core());
  const form = make(files({ [CORE.path]: loadCore, [FORM.path]: async () => ({}) }))(FORM);
  await expect(form()).rejects.toThrow("away");
  await expect(form()).resolves.toEqual({});
});

test.each([CORE.path, FORM.path])(
  "where the network never answers a part is given up after a while: %s",
  async (silent) => {
    vi.useFakeTimers();
    const load = files({ [CORE.path]: async () => core(), [FORM.path]: async () => ({}), [silent]: silence });
    const given = vi.fn();
    make(load)(FORM)().catch(given);
    await vi.advanceTimersByTimeAsync(14_999);
    expect(given).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(given).toHaveBeenCalledOnce();
  },
);

test("what the page says of the analysis is known before a part is ready, as it holds by then", async () => {
  const settings: DOMStringMap = { consent: "granted" };
  const shared = core();
  const bind = vi.fn(() => expect(shared.setConsent.mock.calls).toEqual([["denied"]]));
  const form = make(
    files({ [CORE.path]: async () => shared, [FORM.path]: async () => ({ bind }) }),
    settings,
  )(FORM);
  settings.consent = "denied";
  await form();
  expect(bind).toHaveBeenCalledOnce();
});

test.each([
  ["is loaded", async () => ({})],
  ["is never loaded, and the panel ends", silence],
])("no timer is left when a part %s", async (_, load) => {
  vi.useFakeTimers();
  const loading = make(files({ [CORE.path]: async () => core(), [FORM.path]: load }))(FORM)();
  expect(vi.getTimerCount()).toBe(1);
  if (load === silence) ended.abort();
  else await loading;
  expect(vi.getTimerCount()).toBe(0);
});
