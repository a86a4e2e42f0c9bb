import { afterEach, expect, test } from "vitest";
import { About } from "../../../src/console/components/About.js";
import { LogNote } from "../../../src/console/components/LogNote.js";
import { introductionsOf } from "../../../src/console/desk/introductionsOf.js";
import { described, identified, note } from "../samples.js";
import { clear, draw, named } from "./page.js";

afterEach(clear);

const ROSE = { name: "Rose Tyler", email: "rose@example.org" };
const facts = () =>
  [...document.querySelectorAll("dl > div")].map((fact) =>
    [...fact.children].map((part) => part.textContent),
  );

test("of somebody of whom nothing is known nothing stands there", async () => {
  await draw(<About introductions={introductionsOf([described(4, {})], [])} />);
  expect(document.body.textContent).toBe("");
});

test("what the website has confirmed is told apart from what its page says", async () => {
  const introductions = {
    identified: identified(3, ROSE),
    described: described(4, { plan: "pro", cart: "" }),
  };
  await draw(<About introductions={introductions} />);
  const about = named("section", "About the visitor");
  expect(about.querySelector("p")?.textContent).toBe("Confirmed by the website");
  expect(about.querySelector("summary")?.textContent).toBe("Told by the page, not checked: 2 details");
  expect(facts()).toEqual([
    ["Name", "Rose Tyler"],
    ["E-mail", "rose@example.org"],
    ["Customer number", "K-1042"],
    ["plan", "pro"],
    ["cart", "–"],
  ]);
});

test("what nobody has confirmed does not look so", async () => {
  await draw(<About introductions={introductionsOf([described(4, { name: "The President" })], [])} />);
  expect(document.body.textContent).not.toContain("Confirmed");
});

test("what is not known of a customer is left out", async () => {
  await draw(<About introductions={introductionsOf([], [identified(3, { name: null })])} />);
  expect(facts()).toEqual([["Customer number", "K-1042"]]);
});

test("what a page says is text and does not change the order of ours", async () => {
  const attributes = { plan: "<b>pro</b>", text: "\u202Edekcehc" };
  await draw(<LogNote entry={described(4, attributes)} />);
  expect(document.querySelector("b")).toBeNull();
  expect(document.querySelector("bdi")?.textContent).toBe("plan: <b>pro</b> · text: \u202Edekcehc");
});

test.each([
  [
    identified(3, ROSE),
    "The website has confirmed who the visitor is: Rose Tyler · rose@example.org · K-1042",
  ],
  [identified(3), "The website has confirmed who the visitor is: K-1042"],
  [described(4, {}), "The website's page no longer says anything of the visit."],
  [note("started", 1), "The visitor began the conversation."],
] as const)("the log says what happened %#", async (entry, text) => {
  await draw(<LogNote entry={entry as never} />);
  expect(document.body.textContent?.trim()).toBe(text);
});
