import { expect, test, vi } from "vitest";
import { createParts } from "../../src/widget/createParts.js";

const CORE = { path: "/core.js", integrity: "sha256-c" };
const FORM = { path: "/form.js", integrity: "sha256-f" };
const MENU = { path: "/menu.js", integrity: "sha256-m" };

test("a part is bound to the core before it is used, and the core is loaded once", async () => {
  const core = { element: () => {} };
  const bind = vi.fn();
  const modules: Record<string, () => Promise<object>> = {
    [CORE.path]: vi.fn(async () => core),
    [FORM.path]: vi.fn(async () => ({ bind, name: "form" })),
    [MENU.path]: vi.fn(async () => ({ bind, name: "menu" })),
  };
  const load = vi.fn((_: string, { path }: { path: string }) => modules[path]);
  const parts = createParts(load as never, "https://chat.test", CORE);
  const [form, menu] = [parts<{ name: string }>(FORM), parts<{ name: string }>(MENU)];
  expect(modules[CORE.path]).not.toHaveBeenCalled();
  expect((await form()).name).toBe("form");
  expect((await menu()).name).toBe("menu");
  expect(bind.mock.calls).toEqual([[core], [core]]);
  expect(modules[CORE.path]).toHaveBeenCalledOnce();
  expect(load.mock.calls).toEqual([
    ["https://chat.test", CORE],
    ["https://chat.test", FORM],
    ["https://chat.test", MENU],
  ]);
});

test("the core itself is the one that the parts have, whatever had to be tried again", async () => {
  let loads = 0;
  const load = () => async () => {
    if (++loads < 3) throw new TypeError("away");
    return { name: `core ${loads}`, bind: undefined };
  };
  const parts = createParts(load as never, "https://chat.test", CORE);
  const core = parts<{ name: string }>();
  await expect(core()).rejects.toThrow("away");
  await expect(core()).rejects.toThrow("away");
  expect((await core()).name).toBe("core 3");
  await parts(FORM)();
  expect((await core()).name).toBe("core 3");
});

test("without its core a part fails, and is tried again", async () => {
  const loadCore = vi.fn().mockRejectedValueOnce(new TypeError("away")).mockResolvedValue({});
  const load = (_: string, { path }: { path: string }) => (path === CORE.path ? loadCore : async () => ({}));
  const form = createParts(load as never, "https://chat.test", CORE)(FORM);
  await expect(form()).rejects.toThrow("away");
  await expect(form()).resolves.toEqual({});
});

test.each([CORE.path, FORM.path])(
  "where the network never answers a part is given up after a while: %s",
  async (silent) => {
    vi.useFakeTimers();
    const load = (_: string, { path }: { path: string }) =>
      path === silent ? () => new Promise(() => {}) : async () => ({});
    const given = vi.fn();
    createParts(load as never, "https://chat.test", CORE)(FORM)().catch(given);
    await vi.advanceTimersByTimeAsync(14_999);
    expect(given).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(given).toHaveBeenCalledOnce();
    vi.useRealTimers();
  },
);
