import { backOff } from "../chat/backOff.js";
import { onForgetting } from "../chat/forgetting.js";
import { note } from "../chat/usage.js";
import type { ContactReceived, Form } from "../protocol/requests.js";
import { form as texts } from "../texts/language.js";
import { styleSheet } from "../widget/styleSheet.js";
import type { View, ViewOptions } from "../widget/View.js";
import { confirmation } from "./confirmation.js";
import { createCaller } from "./createCaller.js";
import { createDesk } from "./createDesk.js";
import { createDrafting } from "./createDrafting.js";
import type { Draft } from "./createDraftStore.js";
import { createFields, type Fields } from "./createFields.js";
import { createFrame } from "./createFrame.js";
import { createSubmission } from "./createSubmission.js";
import css from "./form.css?inline";
import { isProblem } from "./isProblem.js";
import { pause } from "./pause.js";

export type FormViewOptions = ViewOptions & {
  /** Which group the page wishes for. */
  readonly group?: string;
  /** Something happened that the visitor should hear of, wherever that is. */
  onNews?(text: string): void;
  /** What was typed elsewhere has been sent from here: it need not stay there. */
  onSent?(text: string): void;
};

export type FormView = View & {
  /** What was typed elsewhere becomes the message at the next showing, beside what is there already. */
  take(text: string): void;
  /** The visitor's data has been deleted: nothing of it stays here, and nothing is sent any more. */
  forget(): void;
};

/** The contact form: a draft that survives the page, and is sent once. What was sent off goes on by itself. */
export function createFormView({
  origin,
  locale,
  root,
  held,
  onError,
  group,
  onNews,
  onSent,
}: FormViewOptions): FormView {
  const desk = createDesk(origin, locale);
  const drafting = createDrafting(() => fields?.read("raw"));
  const { keep, flush } = drafting;
  const frame = createFrame({ texts, onInput, onSend, onEdit });
  const caller = createCaller(origin, held);
  const submission = createSubmission({ texts, locale, frame, caller, desk, keep, onReceived });
  let shown = false;
  /** It has arrived while the visitor was elsewhere. */
  let unseen = false;
  let typed = "";
  /** What was typed elsewhere the last time. Whatever has become of it here, it does not come again. */
  let taken = "";
  let delivered = "";
  let form: Form | undefined;
  let fields: Fields | undefined;
  let loading: AbortController | undefined;
  root.adoptedStyleSheets.push(styleSheet(css));

  /** Takes up what is kept, and asks for the form until it is there. */
  async function load() {
    if ((loading && !loading.signal.aborted) || submission.underway) return;
    const mine = new AbortController();
    loading = mine;
    try {
      await bring(mine.signal);
    } catch (error) {
      // Else the visitor has gone back.
      if (!mine.signal.aborted) onError(error);
    }
    if (loading === mine) loading = undefined;
  }

  async function bring(signal: AbortSignal) {
    if (!form) frame.say(texts.loading);
    await drafting.takeUp(typed);
    if (!drafting.draft.submitted) typed = "";
    for (let failures = 0; !form; failures++) {
      const answer = await desk.read();
      signal.throwIfAborted();
      if (!isProblem(answer)) form = answer.form;
      else if (answer.code === "not_allowed") return frame.say(texts.missing, "missing");
      else {
        frame.say(drafting.draft.submitted ? texts.waiting : texts.unreachable, "away");
        await pause(backOff(failures), signal);
      }
    }
    signal.throwIfAborted();
    fill(form, drafting.draft);
  }

  function fill(form: Form, { values, submitted }: Draft) {
    fields = createFields(form, texts, group);
    fields.fill(values);
    frame.show(fields.nodes, true);
    frame.say("");
    if (submitted) onSend();
    else if (Object.keys(values).length) desk.begin();
    // For a form that has changed meanwhile it may not be right any more.
    if (submitted && !submission.underway) void keep(false);
  }

  function onInput() {
    if (submission.underway) return;
    desk.begin();
    drafting.touch();
  }

  function onSend() {
    if (fields) void submission.submit(fields, drafting.draft.seed);
  }

  function onEdit() {
    submission.stop();
    void keep(false);
    fields?.lock(false);
    frame.say("");
    frame.focusFirst();
  }

  function onReceived({ deleted_at }: ContactReceived, sent: Fields) {
    const { focused } = frame;
    delivered = sent.read("raw").message ?? "";
    void drafting.remove().then((isFirst) => isFirst && note({ type: "contact_form_sent" }));
    onSent?.(taken);
    empty();
    // The next one comes with a new challenge.
    form = undefined;
    frame.show(
      confirmation(texts, locale, deleted_at, () => void load().then(frame.focusFirst)),
      false,
    );
    if (focused) frame.focusFirst();
    unseen = !shown;
    if (unseen) onNews?.(texts.received);
  }

  function empty() {
    loading?.abort();
    submission.stop();
    desk.drop();
    drafting.renew();
    fields = undefined;
    frame.say("");
    frame.show([], false);
  }

  function forget() {
    typed = taken = delivered = "";
    unseen = false;
    empty();
    if (shown) void load();
  }

  async function resume() {
    await drafting.takeUp("");
    if (drafting.draft.submitted) await load();
  }

  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  onForgetting((what) => what === "forgotten" && forget());
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
      if (submission.underway) return;
      desk.rest();
      if (!drafting.draft.submitted) loading?.abort();
    },
    take(text) {
      if (text !== taken && !delivered.includes(text)) typed = taken = text;
    },
    forget,
  };
}
