import type { Tresen } from "../interface/Tresen.js";
import type { Calls } from "../loader/Calls.js";
import type { Kept } from "./Kept.js";

/** What the panel of another language has left, or what there is at first. It lies at the queue, which outlives them all. */
export function keptOf(calls: Calls, { state, destroy }: Tresen, site: string | undefined): Kept {
  calls.kept ??= {
    held: { site },
    news: { state: "none", unread: 0, seen: 0 },
    loader: { state, destroy },
    fields: {},
    isOpen: false,
    text: "",
    hadFocus: false,
    hadTalk: false,
  };
  return calls.kept;
}
