import { expect, test } from "vitest";
import { mailLink } from "../../../src/console/inbox/mailLink.js";
import { contact } from "../requests.js";

const linkOf = (email: string, subject?: string) =>
  mailLink(
    contact("a", {
      fields: [
        { name: "email", value: email },
        ...(subject === undefined ? [] : [{ name: "subject", value: subject }]),
      ],
    }),
    "Your message",
  );

test("an answer goes to the visitor's address, with what it is about", () => {
  expect(linkOf("rosé+tea@example.org", "Tea & more = 5 %?")).toBe(
    `mailto:${encodeURIComponent("rosé+tea")}@example.org?subject=Re%3A%20Tea%20%26%20more%20%3D%205%20%25%3F`,
  );
  expect(linkOf("a@example.org")).toBe("mailto:a@example.org?subject=Re%3A%20Your%20message");
});

test.each([
  "a@example.org?bcc=b@example.org",
  "a@example.org,b@example.org",
  "a@example.org&cc=b@c.de",
  "a",
  "",
  "a@b",
  "a@b c.de",
  "a\r\nBcc: b@c.de",
  "a%0Ab@c.de",
  '"a b"@c.de',
  "a@b@c.de",
  "javascript:alert(1)",
])("no link is made of %j", (email) => {
  expect(linkOf(email, "x")).toBeUndefined();
});

test.each(["a\r\nBcc: b@c.de", "a\nb", "a\u2028b", "a\u0000b", "a\u202eb", "a\ud800b"])(
  "a subject of %j is one line",
  (subject) => {
    const link = linkOf("a@example.org", subject) ?? "";
    expect(decodeURIComponent(link)).toMatch(/^mailto:a@example\.org\?subject=Re: a (Bcc: )?b(@c\.de)?$/);
    expect(link.split("?")).toHaveLength(2);
    expect(link).not.toContain("&");
  },
);
