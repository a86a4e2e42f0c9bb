import { expect, test, vi } from "vitest";
import { createTell } from "../../src/widget/createTell.js";

test("the page hears of it outside of the shadow root, with what there is to know", () => {
  const outer = document.createElement("div");
  const host = outer.attachShadow({ mode: "open" }).appendChild(document.createElement("div"));
  const hear = vi.fn<(event: Event) => void>();
  outer.addEventListener("tresen:unread", hear);
  createTell(host)("unread", { unread: 2 });
  expect(hear).toHaveBeenCalledOnce();
  expect(hear.mock.calls[0]?.[0]).toMatchObject({ type: "tresen:unread", detail: { unread: 2 } });
});
