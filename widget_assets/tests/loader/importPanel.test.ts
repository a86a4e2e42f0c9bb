import { expect, test } from "vitest";
import { importPanel } from "../../src/loader/importPanel.js";

const MODULE = "data:text/javascript,export const openPanel = () => {}";

test("the module is asked for with its hash before it is imported", async () => {
  const imported = importPanel(MODULE, "sha384-abc");
  const link = document.head.querySelector("link");
  expect(link).toMatchObject({ rel: "modulepreload", href: MODULE, crossOrigin: "anonymous" });
  expect(link?.integrity).toBe("sha384-abc");
  expect(await imported).toHaveProperty("openPanel");
});

test.each([MODULE, "data:text/javascript,throw 1"])("%s leaves nothing in the page's head", async (url) => {
  await importPanel(url, "").catch(() => {});
  expect(document.head.childElementCount).toBe(0);
});
