import { backOff } from "../chat/backOff.js";
import { noteContact } from "../chat/contacts.js";
import { onForgetting } from "../chat/forgetting.js";
import { note } from "../chat/usage.js";
import type { ContactReceived, Form, Problem } from "../protocol/requests.js";
import { form as own } from "../texts/language.js";
import type { FollowedAvailability } from "../widget/FollowedAvailability.js";
import { styleSheet } from "../widget/styleSheet.js";
import type { View, ViewOptions } from "../widget/View.js";
import { worded } from "../widget/worded.js";
import { confirmation } from "./confirmation.js";
import { createDesk } from "./createDesk.js";
import { createDrafting } from "./createDrafting.js";
import type { Field } from "./createField.js";
import { createFields, type Fields, type Values } from "./createFields.js";
import { createFrame } from "./createFrame.js";
import { deliver } from "./deliver.js";
import css from "./form.css?inline";
import { isProblem } from "./isProblem.js";
import { pause } from "./pause.js";
import { requestId } from "./requestId.js";

export type FormViewOptions = ViewOptions & {
  /** The site's own words. */
  readonly availability: Pick<FollowedAvailability, "file">;
  /** Something happened that the visitor should hear of, wherever that is. */
  onNews?(text: string): void;
  /** What was typed elsewhere has been sent from here: it need not stay there. */
  onSent?(text: string): void;
  /** The server has it under this id. */
  onReceived?(id: string): void;
};

export type FormView = View & {
  /** What was typed elsewhere becomes the message at the next showing, beside what is there already. */
  take(text: string): void;
  /** The page knows this already: it goes where the visitor has written nothing, and never agrees to anything. */
  prefill(fields: Values): void;
  /** The visitor's data has been deleted: nothing of it stays here, and nothing is sent any more. */
  forget(): void;
};

/** The contact form: a draft that survives the page, and is sent once. What was sent off goes on by itself. */
export function createFormView(options: FormViewOptions): FormView {
  const { origin, locale, root, held, signal, availability } = options;
  const texts = worded(own, availability.file?.look.words?.[locale]?.form);
  const { site } = held;
  const desk = createDesk(origin, { locale, ...(site && { site }) }, signal);
  const drafting = createDrafting(() => fields?.read("raw"), site);
  const { keep, flush } = drafting;
  const frame = createFrame({ texts, onInput, onSend, onEdit });
  let shown = false;
  /** It has arrived while the visitor was elsewhere. */
  let unseen = false;
  let typed = "";
  /** What was typed elsewhere the last time. Whatever has become of it here, it does not come again. */
  let taken = "";
  let delivered = "";
  let prefilled: Values = {};
  let form: Form | undefined;
  let fields: Fields | undefined;
  /** Of what is under way, one at a time: the form is asked for, or sent. */
  let work: AbortController | undefined;
  let sending = false;
  root.adoptedStyleSheets.push(styleSheet(css));

  async function run(task: (signal: AbortSignal) => Promise<void>) {
    if (work) return;
    const mine = new AbortController();
    work = mine;
    try {
      await task(mine.signal);
    } catch (error) {
      // Else the visitor has gone back.
      if (!mine.signal.aborted) options.onError(error);
    }
    if (work === mine) stop();
  }

  function stop() {
    work?.abort();
    work = undefined;
    sending = false;
    frame.busy(false);
  }

  /** Takes up what is kept, and asks for the form until it is there. */
  async function load() {
    await run(bring);
    if (work || !fields || !drafting.draft.submitted) return;
    onSend();
    // For a form that has changed meanwhile it may not be right any more.
    if (!sending) void keep(false);
  }

  async function bring(signal: AbortSignal) {
    if (!form) frame.say(texts.loading);
    await drafting.takeUp(typed);
    const { submitted, values } = drafting.draft;
    if (!submitted) typed = "";
    for (let failures = 0; !form; failures++) {
      const answer = await desk.read();
      signal.throwIfAborted();
      if (!isProblem(answer)) form = answer.form;
      else if (answer.code === "not_allowed") return frame.say(texts.missing, "missing");
      else {
        frame.say(submitted ? texts.waiting : texts.unreachable, "away");
        await pause(backOff(failures), signal);
      }
    }
    signal.throwIfAborted();
    fill(form, values, submitted);
  }

  function fill(form: Form, values: Values, submitted: boolean) {
    const wish = (root.host as HTMLElement).dataset.group;
    const group = form.groups.find((name) => name === wish) ?? form.groups[0] ?? "";
    fields = createFields(form, texts);
    fields.fill(values);
    // By what is in it the server knows that it is the same.
    fields.fill(submitted ? { group } : { ...prefilled, group });
    frame.show(fields.nodes, true);
    frame.say("");
    if (Object.keys(values).length) void desk.solved();
  }

  function onInput() {
    if (sending) return;
    void desk.solved();
    drafting.touch();
  }

  function onSend() {
    if (!fields || work) return;
    const wrong = fields.check();
    if (wrong.length) blame(wrong);
    else void run(send);
  }

  async function send(signal: AbortSignal) {
    const sent = fields as Fields;
    sending = true;
    sent.lock(true);
    frame.busy(true);
    frame.say(texts.sending);
    const answer = await post(sent, signal).catch((): Problem => ({ code: "failed" }));
    if (signal.aborted) return;
    stop();
    if (isProblem(answer)) refuse(answer, sent);
    else onReceived(answer, sent);
  }

  async function post(sent: Fields, signal: AbortSignal) {
    const values = sent.read("value");
    const { group = null, consent, ...written } = values;
    // Nothing is sent before it is sure to survive the page.
    await keep(true);
    signal.throwIfAborted();
    const contents = {
      request_id: await requestId(drafting.draft.seed, values),
      locale,
      fields: written,
      group,
      consent: !!consent,
      homepage: sent.homepage.value,
    };
    return deliver(contents, { origin, held, desk, onWait }, signal);
  }

  function onWait() {
    frame.busy(true, true);
    frame.say(texts.waiting, "away");
  }

  function refuse({ code, fields: found }: Problem, sent: Fields) {
    sent.lock(false);
    void keep(false);
    const wrong = sent.check(found ?? {});
    if (wrong.length) return blame(wrong);
    sent.homepage.value = "";
    frame.say(code === "looks_automatic" ? texts.automatic : texts.refused, "not_sent");
  }

  function blame(wrong: readonly Field[]) {
    frame.say(texts.check(wrong.length));
    wrong[0]?.focus();
  }

  function onEdit() {
    stop();
    void keep(false);
    fields?.lock(false);
    frame.say("");
    frame.focusFirst();
  }

  function onReceived({ request_id, deleted_at }: ContactReceived, sent: Fields) {
    const isFocused = frame.node.matches(":focus-within");
    const { message: _, ...others } = prefilled;
    prefilled = others;
    delivered = sent.read("raw").message ?? "";
    void drafting.remove().then((isFirst) => isFirst && note({ type: "contact_form_sent" }));
    noteContact("form", Date.now());
    options.onReceived?.(request_id);
    options.onSent?.(taken);
    empty();
    // The next one comes with a new challenge.
    form = undefined;
    frame.show(
      confirmation(texts, locale, deleted_at, () => void load().then(frame.focusFirst)),
      false,
    );
    if (isFocused) frame.focusFirst();
    unseen = !shown;
    if (unseen) options.onNews?.(texts.received);
  }

  function empty() {
    stop();
    desk.drop();
    drafting.renew();
    fields = undefined;
    frame.say("");
    frame.show([], false);
  }

  function forget() {
    typed = taken = delivered = "";
    prefilled = {};
    unseen = false;
    // Also what is just being written: in the database this comes after it.
    void drafting.remove();
    empty();
    if (shown) void load();
  }

  async function resume() {
    await drafting.takeUp("");
    if (drafting.draft.submitted) await load();
  }

  addEventListener("pagehide", flush, { signal });
  document.addEventListener("visibilitychange", flush, { signal });
  signal.addEventListener("abort", () => {
    flush();
    empty();
  });
  onForgetting((what) => what === "forgotten" && forget(), signal);
  // Without https there is no WebCrypto, and no identity.
  if (!crypto.subtle) frame.say(texts.insecure);
  else void resume();

  return {
    node: frame.node,
    title: texts.title,
    show() {
      shown = true;
      if (crypto.subtle && !unseen) void load();
      unseen = false;
    },
    hide() {
      shown = false;
      flush();
      if (!sending && !drafting.draft.submitted) stop();
    },
    take(text) {
      if (text !== taken && !delivered.includes(text)) typed = taken = text;
    },
    prefill({ consent: _, ...values }) {
      prefilled = { ...prefilled, ...values };
      if (!sending) fields?.fill(values);
    },
    forget,
  };
}
