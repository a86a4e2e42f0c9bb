import { expect, test, vi } from "vitest";
import { mountWidget } from "../../src/loader/mountWidget.js";

vi.mock("../../src/loader/mountWidget.js", () => ({ mountWidget: vi.fn() }));

test("the script mounts the widget by itself", async () => {
  await import("../../src/loader/loader.js");
  expect(mountWidget).toHaveBeenCalledOnce();
});
