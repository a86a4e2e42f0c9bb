import type { ReadonlySignal } from "@preact/signals";
import type { ContactRequest } from "../../protocol/requests.js";
import type { Api } from "../api/createApi.js";
import type { Agent } from "../sign_in/agentOf.js";
import type { ContactChange } from "./ContactChange.js";
import type { Found, Query } from "./createFound.js";
import type { Outcome } from "./Outcome.js";

/** Why a request that was chosen is not there any more. */
export type Departure =
  | { readonly kind: "handed_over"; readonly group: string }
  | { readonly kind: "gone" }
  | { readonly kind: "erased" };

/** The contact request that the agent has chosen. */
export type SelectedRequest = {
  readonly id: string;
  readonly request: ContactRequest;
  readonly outcome: Outcome | undefined;
  /** What the server was asked to change and has not answered. */
  readonly acting: ContactChange["type"] | undefined;
  readonly draft: string;
};

export type Inbox = {
  readonly agent: Agent;
  readonly found: ReadonlySignal<Found>;
  /** Those found that still are what was looked for. */
  readonly requests: ReadonlySignal<readonly ContactRequest[]>;
  /** How many new ones are known, and whether there are more than that. */
  readonly fresh: ReadonlySignal<{ readonly number: number; readonly more: boolean }>;
  /** Missing before the first answer. */
  readonly freshIds: ReadonlySignal<readonly string[] | undefined>;
  readonly selected: ReadonlySignal<SelectedRequest | null>;
  readonly departure: ReadonlySignal<Departure | undefined>;
  has(id: string): boolean;
  /** All groups of a site. */
  groupsOf(site: string): readonly string[];
  ask(query: Query): void;
  refresh(): void;
  more(): void;
  select(id: string | null): void;
  change(id: string, change: ContactChange): Promise<void>;
  writeNote(id: string, draft: string): void;
  addNote(id: string): Promise<void>;
  /** All of a visitor's has been deleted; `conversationId` is `<site>.<visitor id>`. */
  forgetVisitor(conversationId: string): void;
  end(): void;
};

export type InboxOptions = {
  agent: Agent;
  api: Api;
  /** The groups of each site that has a contact form. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** The inbox is before the agent's eyes, and not the conversations. */
  open(): boolean;
};
