import { afterEach, expect, test, vi } from "vitest";
import { GrantRefused, requestTokens } from "../../../src/console/sign_in/requestTokens.js";

const config = { sign_in_url: "https://login.example.com", client_id: "client" };
const renewal = { grant_type: "refresh_token", refresh_token: "r" } as const;

const answering = (status: number, body: object = {}) => {
  const fetch = vi.fn(async () => Response.json(body, { status }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test("tokens are asked for in the body, never in the address", async () => {
  const fetch = answering(200, { access_token: "a", id_token: "i", expires_in: 3600 });
  const tokens = await requestTokens(config, renewal);
  expect(tokens).toEqual({ access: "a", identity: "i", refresh: undefined, lifetimeMs: 3_600_000 });
  const [url, init] = fetch.mock.calls[0] as unknown as [string, RequestInit];
  expect(url).toBe("https://login.example.com/oauth2/token");
  expect(String(init.body)).toBe("grant_type=refresh_token&refresh_token=r&client_id=client");
});

test.each([400, 401])("%i is a refusal", async (status) => {
  answering(status, { error: "invalid_grant" });
  await expect(requestTokens(config, renewal)).rejects.toBeInstanceOf(GrantRefused);
});

test.each([429, 500, 503])("%i may go away and is none", async (status) => {
  answering(status);
  await expect(requestTokens(config, renewal)).rejects.not.toBeInstanceOf(GrantRefused);
});

test("an error holds nothing of a token", async () => {
  answering(400);
  await expect(requestTokens(config, { ...renewal, refresh_token: "secret" })).rejects.toThrow(
    /^token endpoint: 400$/,
  );
});
