import type { Api } from "../api/createApi.js";
import { createErasures, type Erasures } from "../erasures/createErasures.js";
import { createInbox } from "../inbox/createInbox.js";
import type { Inbox } from "../inbox/Inbox.js";
import { createDesk, type Desk, type DeskOptions } from "./createDesk.js";
import { createPlace, type Opened, type Place } from "./createPlace.js";

/** All that an agent works with, and which of it is before the eyes. */
export type Workplace = {
  readonly desk: Desk;
  /** Missing where none of the agent's sites has a contact form. */
  readonly inbox: Inbox | undefined;
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
  const inbox = hasForm ? createInbox({ agent, api, groups, open: () => isOpen() }) : undefined;
  const place = createPlace({ conversations: desk, contact: inbox, isThere });
  const erasures = createErasures({ api, onErased: desk.erase });

  /** Not before there is a place. */
  function isOpen(): boolean {
    return place.page.peek() === "contact";
  }

  function isThere(opened: Opened): boolean {
    if (!opened) return false;
    if ("contact" in opened) return Boolean(inbox?.has(opened.contact));
    return Object.values(desk.lists.peek()).some((list) =>
      list.some(({ conversation_id }) => conversation_id === opened.conversation),
    );
  }

  return {
    desk,
    inbox,
    erasures,
    place,
    end() {
      place.end();
      inbox?.end();
      return desk.end();
    },
  };
}

const siteIn = (group: string) => group.slice(0, group.lastIndexOf("."));
