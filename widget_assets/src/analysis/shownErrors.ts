import type { PanelUse } from "../chat/usage.js";
import type { ShownError } from "../protocol/requests.js";

/** How many of each are before the visitor's eyes. */
export type ShownErrors = Readonly<Record<ShownError, number>>;

/** What the panel tells the visitor that went wrong, where nothing covers the conversation. */
export function shownErrors({ lazy, refusal, gone }: PanelUse): ShownErrors {
  return {
    away: Number(lazy.visitor?.away === true),
    missing: Number(gone || lazy.missing),
    insecure: Number(!crypto.subtle),
    not_sent: lazy.shown.unsent.filter(({ failed }) => failed).length,
    refused: Number(refusal !== ""),
  };
}
