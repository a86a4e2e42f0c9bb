import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createErasures, type Erasures } from "../../../src/console/erasures/createErasures.js";
import { type FakeApi, fakeApi } from "../fakeApi.js";

const PATH = "/api/privacy/erasures";
const ID = `shop.${"v".repeat(43)}`;
let api: FakeApi;
let erasures: Erasures;
const onErased = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  api = fakeApi();
  erasures = createErasures({ api, onErased });
});

afterEach(() => {
  vi.useRealTimers();
  vi.resetAllMocks();
});

async function during(happening: Promise<void>, ms = 1) {
  await vi.advanceTimersByTimeAsync(ms);
  await happening;
}
const said = (receipt?: string) => during(api.answer(PATH, { erasure_id: "e", receipt }), 1_100);

test("it is asked for with the same id until there is a receipt, and only then over", async () => {
  erasures.begin(ID);
  await said();
  await said();
  expect(onErased).not.toHaveBeenCalled();
  await said("a.b.c");
  expect(onErased).toHaveBeenCalledExactlyOnceWith(ID);
  expect(erasures.all.value).toMatchObject([{ conversationId: ID, receipt: "a.b.c", problem: undefined }]);
  expect(api.posted).toHaveLength(3);
  expect(new Set(api.posted.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(api.posted[0]?.body).toMatchObject({ conversation_id: ID });
});

test("a second press goes on with the first", () => {
  erasures.begin(ID);
  erasures.begin(ID);
  expect(api.posted).toHaveLength(1);
});

test("what passes by itself is waited for, longer each time, and in the end said", async () => {
  erasures.begin(ID);
  for (const [times, code] of [...(["busy", "unreachable", "failed", "busy"] as const)].entries()) {
    await during(api.fail(PATH, code));
    await vi.advanceTimersByTimeAsync(1_000 * 2 ** (times + 1));
    expect(api.posted).toHaveLength(times + 2);
  }
  await during(api.fail(PATH, "unreachable"));
  expect(erasures.all.value).toMatchObject([{ problem: "unreachable", receipt: undefined }]);
  erasures.again(ID);
  expect(erasures.all.value[0]?.problem).toBeUndefined();
  await said("a.b.c");
  expect(new Set(api.posted.map(({ body }) => body.erasure_id)).size).toBe(1);
  expect(onErased).toHaveBeenCalledOnce();
});

test("what is not allowed is not tried again", async () => {
  erasures.begin(ID);
  await during(api.fail(PATH, "not_allowed"), 60_000);
  expect(api.posted).toHaveLength(1);
  expect(erasures.all.value).toMatchObject([{ problem: "not_allowed" }]);
  erasures.dismiss(ID);
  expect(erasures.all.value).toEqual([]);
});
