import { type Step, trail } from "../chat/trail.js";
import { callsOf } from "./callsOf.js";
import { type Frame, framesOf } from "./framesOf.js";
import { scrubbed } from "./scrubbed.js";

type Thrown = {
  readonly type: string;
  readonly value: string;
  readonly stacktrace: { readonly frames: readonly Frame[] };
};

/** An error as Sentry has it: https://develop.sentry.dev/sdk/foundations/transport/event-payloads/ */
export type ErrorEvent = {
  readonly event_id: string;
  /** In seconds, of this device's clock. */
  readonly timestamp: number;
  readonly platform: "javascript";
  readonly release: string;
  readonly exception: { readonly values: readonly [Thrown] };
  readonly breadcrumbs: readonly Step[];
};

/** All that is told of an error of ours: what is not named here has no way out. */
export const eventOf = (error: Error, origin: string, release: string): ErrorEvent => ({
  event_id: crypto.randomUUID().replaceAll("-", ""),
  timestamp: Date.now() / 1000,
  platform: "javascript",
  release,
  exception: {
    values: [
      {
        type: (/\w{0,40}/.exec(error.name) as RegExpExecArray)[0],
        value: scrubbed(error.message),
        stacktrace: { frames: framesOf(callsOf(error), origin) },
      },
    ],
  },
  breadcrumbs: [...trail],
});
