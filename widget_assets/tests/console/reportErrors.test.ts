import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { reportErrors } from "../../src/console/reportErrors.js";

const SCRIPT = `${location.origin}/assets/console-0123456789ab.js`;
let posted: string[];

beforeEach(() => {
  localStorage.clear();
  posted = [];
  vi.stubGlobal("fetch", async (path: string, { body }: RequestInit) => {
    expect(path).toBe(`${location.origin}/api/errors`);
    posted.push(String(body));
    return new Response("{}");
  });
});

afterEach(() => vi.unstubAllGlobals());

function thrownIn(script: string, message: string): Error {
  const error = new TypeError(message);
  error.stack = `TypeError: ${message}\n    at draw (${script}:1:7)\n    at ${SCRIPT}:1:9`;
  return error;
}

const events = () => posted.map((envelope) => JSON.parse(envelope.split("\n")[2] ?? ""));

test("an error of the console goes with the console's release, and without what is quoted in it", async () => {
  reportErrors(SCRIPT);
  dispatchEvent(new ErrorEvent("error", { error: thrownIn(SCRIPT, "no talk with 'Rosa Gold'") }));
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  expect(events()[0]).toMatchObject({ platform: "javascript", release: "console@0123456789ab" });
  expect(posted[0]).not.toContain("Rosa");
});

test("what was caught is reported, and what an extension throws is not", async () => {
  const report = reportErrors(SCRIPT);
  for (const anything of [undefined, null, "text"]) report(anything);
  report(thrownIn("chrome-extension://abcdef/page.js", "theirs"));
  report(thrownIn(SCRIPT, "ours"));
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  expect(events()[0].exception.values[0].value).toBe("ours");
});

test("what could not be sent goes when the console is opened again", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  reportErrors(SCRIPT)(thrownIn(SCRIPT, "offline"));
  await vi.waitFor(() => expect(localStorage).toHaveLength(1));
  vi.stubGlobal("fetch", async (_: string, { body }: RequestInit) => {
    posted.push(String(body));
    return new Response("{}");
  });
  reportErrors(SCRIPT);
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  expect(localStorage).toHaveLength(0);
});
