import type { ReadonlySignal } from "@preact/signals";
import type { Fault, FaultRead } from "../../protocol/requests.js";
import type { Api, ApiProblem } from "../api/createApi.js";
import type { Agent } from "../sign_in/agentOf.js";
import type { FaultQuery, FoundFaults } from "./createFaultList.js";
import type { Sources } from "./createSources.js";

/** What came of the last thing that was tried with a fault. */
export type FaultOutcome =
  | { readonly kind: "resolved" }
  | { readonly kind: "reopened" }
  | { readonly kind: "problem"; readonly problem: ApiProblem };

/** The fault that the agent has chosen. */
export type SelectedFault = {
  readonly id: string;
  /** As the list has it until it has been read; missing where a link led to it. */
  readonly fault: Fault | undefined;
  /** Missing before the first answer. */
  readonly read: FaultRead | undefined;
  /** Why it can not be read now. */
  readonly problem: ApiProblem | undefined;
  /** The server was asked to resolve it, or to take that back, and has not answered. */
  readonly acting: boolean;
  readonly outcome: FaultOutcome | undefined;
};

/** The errors of the software that an agent may read of. A fault is all reports of one error. */
export type Faults = {
  readonly found: ReadonlySignal<FoundFaults>;
  readonly selected: ReadonlySignal<SelectedFault | null>;
  /** What was chosen is not there any more, or not for this agent. */
  readonly gone: ReadonlySignal<boolean>;
  readonly sources: Sources;
  ask(query: FaultQuery): void;
  /** The list, and what is chosen of it. */
  refresh(): void;
  select(id: string | null): void;
  resolve(id: string, resolved: boolean): Promise<void>;
  end(): void;
};

export type FaultsOptions = {
  agent: Pick<Agent, "id">;
  api: Api;
  /** The page of errors is before the agent's eyes. */
  open(): boolean;
};
