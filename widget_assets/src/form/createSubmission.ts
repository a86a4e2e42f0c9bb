import type { ContactReceived, Problem } from "../protocol/requests.js";
import type { Caller } from "./createCaller.js";
import type { Desk } from "./createDesk.js";
import type { Fields } from "./createFields.js";
import type { Frame } from "./createFrame.js";
import { deliver } from "./deliver.js";
import type { FormTexts } from "./FormTexts.js";
import { isProblem } from "./isProblem.js";
import { requestId } from "./requestId.js";

/** What the visitor has sent off, until it has arrived or is the visitor's again. */
export type Submission = {
  readonly underway: boolean;
  /** Judges what is filled in, and sends it if all is well. A second call meanwhile does nothing. */
  submit(fields: Fields, seed: string): Promise<void>;
  stop(): void;
};

export type SubmissionOptions = {
  readonly texts: FormTexts;
  readonly locale: string;
  readonly frame: Frame;
  readonly caller: Caller;
  readonly desk: Desk;
  /** Keeps what is filled in, and whether it is to be sent; done when it survives the page. */
  keep(submitted: boolean): Promise<void>;
  onReceived(received: ContactReceived, fields: Fields): void;
};

export function createSubmission(options: SubmissionOptions): Submission {
  const { texts, locale, frame, caller, desk, keep, onReceived } = options;
  let sending: AbortController | undefined;

  async function submit(fields: Fields, seed: string) {
    if (sending) return;
    const wrong = fields.check();
    if (wrong.length) return blame(wrong);
    sending = new AbortController();
    const { signal } = sending;
    fields.lock(true);
    frame.busy("sending");
    frame.say(texts.sending);
    const answer = await send(fields, seed, signal).catch((): Problem => ({ code: "failed" }));
    if (signal.aborted) return;
    stop();
    if (isProblem(answer)) refuse(answer, fields);
    else onReceived(answer, fields);
  }

  async function send(fields: Fields, seed: string, signal: AbortSignal) {
    const values = fields.read("value");
    const { group = null, consent, ...written } = values;
    // Nothing is sent before it is sure to survive the page.
    await keep(true);
    signal.throwIfAborted();
    const contents = {
      request_id: await requestId(seed, values),
      locale,
      fields: written,
      group,
      consent: Boolean(consent),
      homepage: fields.homepage.value,
    };
    return deliver(contents, { caller, desk, signal, onWait });
  }

  function onWait() {
    frame.busy("waiting");
    frame.say(texts.waiting, "away");
  }

  function refuse({ code, fields: problems }: Problem, fields: Fields) {
    fields.lock(false);
    void keep(false);
    const wrong = fields.blame(problems ?? {});
    if (wrong.length) return blame(wrong);
    fields.homepage.value = "";
    frame.say(code === "looks_automatic" ? texts.automatic : texts.refused, "not_sent");
  }

  function blame(wrong: readonly { focus(): void }[]) {
    frame.say(texts.check(wrong.length));
    wrong[0]?.focus();
  }

  function stop() {
    sending?.abort();
    sending = undefined;
    frame.busy("no");
  }

  return {
    get underway() {
      return Boolean(sending);
    },
    submit,
    stop,
  };
}
