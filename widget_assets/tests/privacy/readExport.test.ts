import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { readExport } from "../../src/privacy/readExport.js";
import { ORIGIN, serve } from "./samples.js";

let pair: CryptoKeyPair;

beforeAll(async () => {
  pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
});

afterEach(() => vi.unstubAllGlobals());

const OWN = { visitor_id: "v", site: "shop" };

test("one page is the whole", async () => {
  const page = { ...OWN, conversation: null, entries: [{ seq: 1 }], proofs: 1 };
  const asked = serve([200, { ...page, cursor: null }]);
  expect(await readExport(ORIGIN, pair)).toEqual(page);
  expect(asked.map(({ path, body }) => [path, body])).toEqual([["/api/privacy/export", { cursor: null }]]);
});

test("pages are asked for until there are no more, and put together", async () => {
  const asked = serve(
    [200, { ...OWN, conversation: { state: "closed" }, entries: [{ seq: 1 }], proofs: 1, cursor: "b" }],
    [200, { ...OWN, conversation: null, entries: [{ seq: 2 }, { seq: 3 }], proofs: 0, cursor: "c" }],
    [200, { ...OWN, contact_requests: [{ contact_id: "x" }], proofs: 2, cursor: null }],
  );
  expect(await readExport(ORIGIN, pair)).toEqual({
    ...OWN,
    conversation: { state: "closed" },
    entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
    contact_requests: [{ contact_id: "x" }],
    proofs: 3,
  });
  expect(asked.map(({ body }) => body.cursor)).toEqual([null, "b", "c"]);
});

test("half of it is nothing", async () => {
  serve([200, { ...OWN, entries: [{ seq: 1 }], cursor: "b" }], undefined);
  await expect(readExport(ORIGIN, pair)).rejects.toBeInstanceOf(TypeError);
});
