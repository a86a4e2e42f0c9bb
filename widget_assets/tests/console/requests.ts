import type { ContactRequest, ContactRequestsFound } from "../../src/protocol/requests.js";

export const VISITOR = "v".repeat(43);

export function contact(name: string, change: Partial<ContactRequest> = {}): ContactRequest {
  return {
    contact_id: `shop.${VISITOR}.request-${name.padEnd(8, "0")}`,
    site: "shop",
    group: "service",
    state: "new",
    locale: "de",
    fields: [
      { name: "email", value: `${name}@example.org`, label: null },
      { name: "message", value: `text of ${name}`, label: null },
    ],
    notes: [],
    version: 1,
    received_at: 1_750_000_000_000,
    changed_at: 1_750_000_000_000,
    deleted_at: 1_760_000_000_000,
    consent: null,
    agent_id: null,
    visitor_id: VISITOR,
    ...change,
  };
}

export const foundOf = (
  requests: readonly ContactRequest[],
  cursor: string | null = null,
): ContactRequestsFound => ({
  requests,
  cursor,
});
