import { expect, test, vi } from "vitest";
import { lazyOnce } from "../../src/widget/lazyOnce.js";

test("it is made at the first call, once", async () => {
  const make = vi.fn(async () => ({}));
  const get = lazyOnce(make);
  expect(make).not.toHaveBeenCalled();
  const [one, other] = await Promise.all([get(), get()]);
  expect(one).toBe(other);
  expect(await get()).toBe(one);
  expect(make).toHaveBeenCalledOnce();
});

test("what could not be made is tried again at the next call", async () => {
  const make = vi.fn().mockRejectedValueOnce(new Error("away")).mockResolvedValue("made");
  const get = lazyOnce(make);
  await expect(Promise.all([get(), get()])).rejects.toThrow("away");
  expect(await get()).toBe("made");
  expect(make).toHaveBeenCalledTimes(2);
});
