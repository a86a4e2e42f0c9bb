import type { Api } from "../api/createApi.js";
import { createErasures, type Erasures } from "../erasures/createErasures.js";
import { createFaults } from "../faults/createFaults.js";
import type { Faults } from "../faults/Faults.js";
import { createInbox } from "../inbox/createInbox.js";
import type { Inbox } from "../inbox/Inbox.js";
import { readsErrors } from "../sign_in/agentOf.js";
import { createDesk, type Desk, type DeskOptions } from "./createDesk.js";
import { createPlace, type Opened, type Page, type Place } from "./createPlace.js";

/** All that an agent works with, and which of it is before the eyes. */
export type Workplace = {
  readonly desk: Desk;
  /** Missing where none of the agent's sites has a contact form. */
  readonly inbox: Inbox | undefined;
  /** Missing for agents who read no error reports. */
  readonly faults: Faults | undefined;
  readonly erasures: Erasures;
  readonly place: Place;
  /** Resolves once the page may be left. */
  end(): Promise<void>;
};

export type WorkplaceOptions = Pick<DeskOptions, "agent" | "connect"> & {
  api: Api;
  /** The groups of each site that has a contact form. */
  groups: Readonly<Record<string, readonly string[]>>;
};

export function createWorkplace({ agent, connect, api, groups }: WorkplaceOptions): Workplace {
  const desk = createDesk({ agent, connect, onErased: (id) => inbox?.forgetVisitor(id) });
  const hasForm = agent.groups.some((group) => Object.hasOwn(groups, siteIn(group)));
  const inbox = hasForm ? createInbox({ agent, api, groups, open: () => isOpen("contact") }) : undefined;
  const faults = readsErrors(agent) ? createFaults({ agent, api, open: () => isOpen("errors") }) : undefined;
  const place = createPlace({ choices: { conversations: desk, contact: inbox, errors: faults }, isThere });
  const erasures = createErasures({ api, onErased: desk.erase });

  /** Not before there is a place. */
  function isOpen(page: Page): boolean {
    return place.page.peek() === page;
  }

  function isThere(opened: Opened): boolean {
    if (!opened) return false;
    if ("contact" in opened) return Boolean(inbox?.has(opened.contact));
    // It is asked for again, and the page says if it is gone.
    if ("fault" in opened) return true;
    return Object.values(desk.lists.peek()).some((list) =>
      list.some(({ conversation_id }) => conversation_id === opened.conversation),
    );
  }

  return {
    desk,
    inbox,
    faults,
    erasures,
    place,
    end() {
      place.end();
      inbox?.end();
      faults?.end();
      return desk.end();
    },
  };
}

const siteIn = (group: string) => group.slice(0, group.lastIndexOf("."));
