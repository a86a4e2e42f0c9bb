import { expect, test } from "vitest";
import { importPart } from "../../src/loader/importPart.js";

const MODULE = "data:text/javascript,export const openPanel = () => {}";

test("the module is asked for with its hash before it is imported", async () => {
  const imported = importPart(MODULE, "sha256-abc");
  const link = document.head.querySelector("link");
  expect(link).toMatchObject({ rel: "modulepreload", href: MODULE });
  expect(link?.integrity).toBe("sha256-abc");
  expect(await imported).toHaveProperty("openPanel");
});

test.each([MODULE, "data:text/javascript,throw 1"])("%s leaves nothing in the page's head", async (url) => {
  await importPart(url, "").catch(() => {});
  expect(document.head.childElementCount).toBe(0);
});
