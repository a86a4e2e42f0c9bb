import { vi } from "vitest";
import type { Challenge, Form, NewContactRequest, Problem } from "../../src/protocol/requests.js";

type Fate = (body: NewContactRequest) => Response | Promise<Response>;

export const RECEIVED = { received_at: 1_750_000_000_000, deleted_at: 1_765_552_000_000 };

const field = (name: string, more: Partial<Form["fields"][number]> = {}) => ({
  name,
  kind: "line" as const,
  required: false,
  max_characters: 100,
  label: null,
  options: [],
  ...more,
});

export const FORM: Form = {
  fields: [
    field("name"),
    field("email", { kind: "email", required: true, max_characters: 254 }),
    field("message", { kind: "text", required: true, max_characters: 4000 }),
  ],
  groups: [],
  consent: null,
};

/** The server's side of the contact form: what is stored, and answers that get lost or are refusals as a test wants it. */
export class FakeServer {
  form = FORM;
  online = true;
  /** What is stored, by the proof's key and the request's id; the first wins. */
  readonly stored = new Map<string, NewContactRequest>();
  readonly posts: NewContactRequest[] = [];
  readonly keys: string[] = [];
  /** Of the proofs, as they say it themselves. */
  readonly times: number[] = [];
  /** The sites that the proofs name. */
  readonly sites: string[] = [];
  forms = 0;
  /** What becomes of the next posts, one each. Then all is well. */
  readonly fates: Fate[] = [];
  readonly #used = new Set<string>();

  constructor() {
    vi.stubGlobal(
      "fetch",
      vi.fn((url: string, init: RequestInit) => this.#answer(url, init)),
    );
  }

  /** Stored, and the answer is lost. */
  readonly lose: Fate = (body) => {
    this.#take(body);
    throw new TypeError("cut");
  };

  /** The same, and then there is no connection any more. */
  readonly loseAndGo: Fate = (body) => {
    this.online = false;
    return this.lose(body);
  };

  readonly cut: Fate = () => {
    throw new TypeError("cut");
  };

  refuse(status: number, problem: Problem | { message: string } | string): Fate {
    const body = typeof problem === "string" ? problem : JSON.stringify(problem);
    return () => new Response(body, { status });
  }

  async #answer(url: string, init: RequestInit): Promise<Response> {
    if (!this.online) throw new TypeError("away");
    const { origin, pathname } = new URL(url);
    if (origin !== "https://chat.test") throw new Error(`nobody is at ${url}`);
    if (pathname === "/loader.js")
      return new Response(null, { headers: { date: "Sun, 06 Nov 1994 08:49:37 GMT" } });
    if (pathname === "/api/contact/form") return json(200, { form: this.form, challenge: this.#challenge() });
    this.#note(init);
    const body: NewContactRequest = JSON.parse(String(init.body));
    this.posts.push(body);
    const fate = this.fates.shift();
    return fate ? fate(body) : this.#take(body);
  }

  #note(init: RequestInit) {
    const proof = (new Headers(init.headers).get("authorization") ?? "").replace("Proof ", "");
    const [header, claims] = proof.split(".").map((part) => JSON.parse(decoded(part)));
    this.keys.push(header.jwk.x);
    this.times.push(claims.iat * 1000);
    if (claims.site) this.sites.push(claims.site);
  }

  #take(body: NewContactRequest): Response {
    const id = `${this.keys.at(-1)} ${body.request_id}`;
    const answer = { request_id: body.request_id, ...RECEIVED };
    if (this.stored.has(id)) return json(200, answer);
    const { nonce } = body.challenge.parameters;
    if (this.#used.has(nonce)) return json(422, { code: "challenge_used" });
    this.#used.add(nonce);
    this.stored.set(id, body);
    return json(201, answer);
  }

  #challenge(): Challenge {
    this.forms++;
    const nonce = this.forms.toString(16).padStart(32, "0");
    const salt = "00".repeat(16);
    const parameters = { algorithm: "PBKDF2/SHA-256", cost: 1, keyLength: 32, keyPrefix: "0", nonce, salt };
    return { parameters: { ...parameters, expiresAt: 4_102_444_800 }, signature: "00" };
  }
}

const json = (status: number, body: object) => new Response(JSON.stringify(body), { status });

/** A part of a proof; of the signature nothing is read. */
const decoded = (part: string) => {
  const text = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return text.startsWith("{") ? text : "{}";
};
