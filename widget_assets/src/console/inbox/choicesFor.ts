import type { ContactRequest } from "../../protocol/requests.js";
import { type Agent, supervises } from "../sign_in/agentOf.js";

/** What an agent is offered to do with a contact request. The server decides what is allowed. */
export type Choices = {
  readonly take: "take" | "takeOver" | "reopen" | null;
  readonly finish: boolean;
  readonly handOver: boolean;
  /** A supervisor of its site, and there is a visitor to whom it belongs. */
  readonly erase: boolean;
};

export function choicesFor(request: ContactRequest, agent: Agent): Choices {
  const supervisor = supervises(agent, request.site);
  const own = request.agent_id === agent.id;
  const decides = own || supervisor || request.state !== "in_progress";
  return {
    take: takeIn(request, own),
    finish: decides && request.state !== "done",
    handOver: decides,
    erase: supervisor && Boolean(request.visitor_id),
  };
}

function takeIn({ state }: ContactRequest, own: boolean): Choices["take"] {
  if (state === "new") return "take";
  if (state === "done") return "reopen";
  return own ? null : "takeOver";
}
