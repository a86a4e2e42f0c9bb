import {
  createVisitorTalk,
  type VisitorTalk,
  type VisitorTalkOptions,
} from "../../src/widget/createVisitorTalk.js";

export const ORIGIN = "https://chat.test";

/** One tab's talk; what a test does not say is the same in all. */
export const createTab = (
  signal: AbortSignal,
  options: Partial<Omit<VisitorTalkOptions, "signal">> = {},
): VisitorTalk =>
  createVisitorTalk({
    origin: ORIGIN,
    locale: "de",
    held: {},
    settings: {},
    availability: { file: { conversation_days: 30, groups: { service: {}, sales: {} } } as never },
    signal,
    onChange: () => {},
    ...options,
  });
