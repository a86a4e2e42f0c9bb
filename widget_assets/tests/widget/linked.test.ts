import { describe, expect, test } from "vitest";
import { element } from "../../src/widget/element.js";
import { linked } from "../../src/widget/linked.js";

function show(text: string) {
  const node = element("p", {}, ...linked(text));
  const links = [...node.querySelectorAll("a")].map((link) => [link.textContent, link.getAttribute("href")]);
  return { node, links };
}

test("a text without an address stays as it is", () => {
  for (const text of [
    "",
    "Hello!",
    "a.b.c",
    "12:30",
    "me @ home",
    "ftp://x.example",
    "//x.example",
    "<b>x</b>",
  ])
    expect(linked(text).filter(Boolean)).toEqual(text ? [text] : []);
});

test("what surrounds addresses stays where it was", () => {
  const text = "See https://a.example/x, or ask us: mail@b.example. Thanks";
  const { node, links } = show(text);
  expect(node.textContent).toBe(text);
  expect(links).toEqual([
    ["https://a.example/x", "https://a.example/x"],
    ["mail@b.example", "mailto:mail@b.example"],
  ]);
});

test.each([
  ["(https://a.example/b)", "https://a.example/b"],
  ["https://a.example/b_(c)", "https://a.example/b_(c)"],
  ["(https://a.example/b_(c)).", "https://a.example/b_(c)"],
  ["<https://a.example/b>", "https://a.example/b"],
  ['"https://a.example/b"', "https://a.example/b"],
  ["[https://a.example/b]", "https://a.example/b"],
  ["[see https://a.example/b?c[]=d[e]].", "https://a.example/b?c[]=d[e]"],
  ["http://[::1]/b", "http://[::1]/b"],
  ["{https://a.example/b}", "https://a.example/b"],
  ["`https://a.example/b`", "https://a.example/b"],
  ["https://a.example/b…", "https://a.example/b"],
  ["https://a.example/b。", "https://a.example/b"],
  ["https://a.example/b؟", "https://a.example/b"],
  ["„https://a.example/b“", "https://a.example/b"],
  ["‚https://a.example/b‘!", "https://a.example/b"],
  ["“https://a.example/b”", "https://a.example/b"],
  ["»https://a.example/b«", "https://a.example/b"],
  ["‹https://a.example/b›", "https://a.example/b"],
  ["『https://a.example/b』", "https://a.example/b"],
  ["https://a.example/b?c=d&e=f#g!", "https://a.example/b?c=d&e=f#g"],
  ["https://a.example...", "https://a.example"],
  ["https://a.example/b/", "https://a.example/b/"],
  ["https://a.example/b-#", "https://a.example/b-#"],
  ["https://a.example/@b/é/हिन्दी?c=", "https://a.example/@b/é/हिन्दी?c="],
  ["jürgen.käse+x@a-b.example,", "jürgen.käse+x@a-b.example"],
])("in %s the address is %s", (text, address) => {
  expect(show(text).links.map(([shown]) => shown)).toEqual([address]);
});

test("a link opens a page of its own that learns nothing of this one", () => {
  const links = [...show("https://a.example mail@b.example").node.querySelectorAll("a")];
  expect(links).toHaveLength(2);
  for (const { target, rel } of links) {
    expect(target).toBe("_blank");
    expect(rel.split(" ").sort()).toEqual(["nofollow", "noopener", "noreferrer"]);
  }
});

describe("what pretends to be something else", () => {
  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://a.example/1",
  ])("%s leads nowhere by its scheme", (text) => {
    for (const [, href] of show(text).links) expect(href).toMatch(/^https:\/\/a\.example/);
  });

  test("is no link when a name stands before the host", () => {
    expect(show("https://shop.example@other.example/").links).toEqual([]);
  });

  test.each([
    // In Cyrillic.
    ["https://раураl.com/login", "https://xn--l-7sba6dbr.com/login"],
    ["https://раураl.com/xn--l-7sba6dbr.com", "https://xn--l-7sba6dbr.com/xn--l-7sba6dbr.com"],
    ["http://0x7f.1/x", "http://127.0.0.1/x"],
    ["https://bücher.example?q", "https://xn--bcher-kva.example?q"],
    ["HTTPS://A.Example/Tea", "HTTPS://a.example/Tea"],
    ["https://a$&b.example/x", "https://a$&b.example/x"],
  ])("%s shows the host that it leads to", (text, shown) => {
    expect(show(text).links.map(([first]) => first)).toEqual([shown]);
  });

  test("a sign that turns the direction of writing ends an address, and what is around does not turn it", () => {
    const { node, links } = show("\u202ehttps://a.example/\u202egpj.exe");
    expect(links.map(([shown]) => shown)).toEqual(["https://a.example/"]);
    expect(node.querySelector("a")?.dir).toBe("ltr");
  });

  test("a host for mail in two alphabets is no address", () => {
    expect(show("info@paypаl.com info@paypal.comа").links).toEqual([]);
  });
});

test("a text of the greatest length that looks like addresses is read within the test's own time", () => {
  for (const text of ["(", "https://", "https://a(", "https://a[", "https://a.", "a@", "a@a.", "."])
    expect(show(text.repeat(4000 / text.length)).node.textContent).toContain(text);
});
