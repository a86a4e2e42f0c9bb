import { postText } from "../chat/postText.js";
import { type ErrorEvent, eventOf } from "./eventOf.js";
import { keepEvent, takeEvents } from "./keptEvents.js";

export type Reporter = {
  /**
   * Reports an error of our scripts: equal ones once a page, and few a minute. Without one what could not be sent before.
   */
  report(error?: Error): void;
  /** Drops what is kept, calls back what is on its way, and is silent until the next page. */
  drop(): void;
};

export type ReporterOptions = {
  /** Of our scripts, and of who takes the reports. */
  readonly origin: string;
  readonly release: string;
  /** Asked before anything is sent. Where it says no from now on, `drop` has to be called as well. */
  isAllowed(): boolean;
};

const MOST = 3;
const MINUTE_MS = 60_000;

/** Reports errors in Sentry's envelopes. */
export function createReporter({ origin, release, isAllowed }: ReporterOptions): Reporter {
  const told = new Set<string>();
  /** When the last ones were. By times and not by timers, so that nothing is left to end. */
  let recent: readonly number[] = [];
  /** The other side wants none before that. */
  let pausedUntil = 0;
  const aborter = new AbortController();
  const { signal } = aborter;

  async function send(event: ErrorEvent) {
    if (!isAllowed()) return;
    try {
      if (Date.now() >= pausedUntil) {
        const { status, headers } = await postText(`${origin}/api/errors`, envelopeOf(event, origin), signal);
        if (status < 500 && status !== 429) return;
        // https://develop.sentry.dev/sdk/foundations/transport/rate-limiting/
        const seconds = Number.parseInt(headers.get("x-sentry-rate-limits") as string, 10) || 60;
        pausedUntil = Date.now() + seconds * 1000;
      }
    } catch {
      // It could not be reached, or this was called back.
    }
    if (!signal.aborted) keepEvent(event);
  }

  return {
    report(error) {
      if (!error) return takeEvents().forEach(send);
      const event = eventOf(error, origin, release);
      const content = JSON.stringify(event.exception);
      recent = recent.filter((at) => Date.now() - at < MINUTE_MS);
      if (recent.length >= MOST || told.has(content)) return;
      told.add(content);
      recent = [...recent, Date.now()];
      void send(event);
    },
    drop() {
      takeEvents();
      aborter.abort();
    },
  };
}

/** https://develop.sentry.dev/sdk/foundations/transport/envelopes/ */
function envelopeOf(event: ErrorEvent, origin: string): string {
  const { event_id } = event;
  const dsn = `${origin.replace("//", "//tresen@")}/1`;
  return [{ event_id, sent_at: new Date(), dsn }, { type: "event" }, event]
    .map((line) => JSON.stringify(line))
    .join("\n");
}
