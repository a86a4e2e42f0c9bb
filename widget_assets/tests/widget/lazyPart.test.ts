import { beforeEach, expect, test, vi } from "vitest";
import { lazyPart } from "../../src/widget/lazyPart.js";

const part = { path: "/assets/panel-1.js", integrity: "sha256-abc" };
const importPart = vi.fn();
const addresses = () => importPart.mock.calls.map(([url]) => url);

beforeEach(() => {
  importPart.mockReset();
});

test("a part is not loaded before it is called for, and then by its name and hash", async () => {
  importPart.mockResolvedValue("module");
  const load = lazyPart(importPart as never, "https://chat.test", part);
  expect(importPart).not.toHaveBeenCalled();
  expect(await load()).toBe("module");
  expect(importPart).toHaveBeenCalledExactlyOnceWith("https://chat.test/assets/panel-1.js", "sha256-abc");
});

test("each try after a failure is under an address of its own, with the same hash", async () => {
  importPart.mockRejectedValue(new TypeError("away"));
  const load = lazyPart(importPart as never, "https://chat.test", part);
  for (let times = 0; times < 3; times++) await expect(load()).rejects.toThrow("away");
  expect(new Set(addresses()).size).toBe(3);
  expect(addresses().every((url) => url.startsWith("https://chat.test/assets/panel-1.js"))).toBe(true);
  expect(importPart.mock.calls.every(([, integrity]) => integrity === "sha256-abc")).toBe(true);
});

test("what was loaded keeps its address, so that the browser has it already", async () => {
  importPart.mockResolvedValue("module").mockRejectedValueOnce(new TypeError("away"));
  const load = lazyPart(importPart as never, "https://chat.test", part);
  await load().catch(() => {});
  await load();
  await load();
  expect(addresses().slice(1)).toEqual(Array(2).fill("https://chat.test/assets/panel-1.js?1"));
});
