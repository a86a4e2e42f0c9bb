import { noteContact } from "../chat/contacts.js";
import { onForgetting } from "../chat/forgetting.js";
import type { RequestRefused } from "../chat/postProved.js";
import { note, noteError } from "../chat/usage.js";
import type { ContactReceived, Form, Problem, ShownError } from "../protocol/requests.js";
import { form as own } from "../texts/language.js";
import { element } from "../widget/element.js";
import type { FollowedAvailability } from "../widget/FollowedAvailability.js";
import { setText } from "../widget/setText.js";
import { styleSheet } from "../widget/styleSheet.js";
import type { View, ViewOptions } from "../widget/View.js";
import { worded } from "../widget/worded.js";
import { confirmation } from "./confirmation.js";
import { createDesk } from "./createDesk.js";
import { createDrafting } from "./createDrafting.js";
import type { Field } from "./createField.js";
import { createFields, type Values } from "./createFields.js";
import css from "./form.css?inline";
import { requestId } from "./requestId.js";
import { untilDone } from "./untilDone.js";

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
  const { locale, root, held, signal, availability } = options;
  const texts = worded(own, availability.file?.look.words?.[locale]?.form);
  const desk = createDesk(options);
  const drafting = createDrafting(read, held.site);
  const { keep, flush } = drafting;
  const body = element("div");
  const homepage = element("input", { name: "homepage", tabindex: "-1", autocomplete: "off" });
  // Nobody sees it, but not by `hidden` or `display`: programs know those.
  const trap = element("div", { class: "hidden", "aria-hidden": "true" }, "Homepage", homepage);
  const status = element("p", { role: "status" });
  const edit = element("button", { type: "button" }, texts.edit);
  const send = element("button", { class: "main" }, texts.send);
  const bar = element("div", { class: "bar" }, status, edit, send);
  const node = element("form", { class: "contact", part: "form", novalidate: "" }, body, bar);
  let shown = false;
  /** It has arrived while the visitor was elsewhere. */
  let unseen = false;
  let typed = "";
  /** What was typed elsewhere the last time. Whatever has become of it here, it does not come again. */
  let taken = "";
  let delivered = "";
  let prefilled: Values = {};
  let form: Form | undefined;
  /** None while there is no form. */
  let fields: readonly Field[] = [];
  /** Of what is under way, one at a time: the form is asked for, or sent. */
  let work: AbortController | undefined;

  /** Says how it stands, and lets be done what can be done then. With an `error` it is that something went wrong. */
  function say(text: string, error?: ShownError) {
    const { submitted } = drafting.draft;
    if (error && node.isConnected && status.textContent !== text) noteError(error);
    setText(status, text);
    for (const field of fields) field.lock(submitted);
    send.hidden = !fields.length;
    // It keeps the focus, which a button that is disabled loses.
    send.setAttribute("aria-disabled", String(submitted));
    edit.hidden = !fields.length || error !== "away";
  }

  function read(): Values {
    return Object.fromEntries(fields.flatMap(({ name, value }) => (value ? [[name, value]] : [])));
  }

  /** Fills what is empty. */
  function fill(values: Readonly<Record<string, string | undefined>>) {
    for (const field of fields) field.value ||= values[field.name] ?? "";
  }

  /** Goes to the first of these. */
  const focusOn = (selector: string) => body.querySelector<HTMLElement>(selector)?.focus();
  /** The first thing to fill in, or to read. */
  const focusFirst = () => focusOn(".control, h3");

  async function run(task: (signal: AbortSignal) => Promise<void>) {
    if (work || signal.aborted) return;
    const mine = new AbortController();
    work = mine;
    try {
      await task(mine.signal);
    } catch (error) {
      // Else the visitor has gone back.
      if (!mine.signal.aborted) fail(error as Partial<RequestRefused>);
    }
    if (work === mine) stop();
  }

  /** There is no form, or it was not taken: then what was written stays. Without a `problem` the error is ours. */
  function fail(error: Partial<RequestRefused>) {
    const { problem } = error;
    if (!problem) options.onError(error);
    if (!fields.length) return say(texts.missing, "missing");
    if (!check(problem?.fields)) return;
    void keep(false);
    homepage.value = "";
    say(problem?.code === "looks_automatic" ? texts.automatic : texts.refused, "not_sent");
  }

  function stop() {
    work?.abort();
    work = undefined;
  }

  const load = () => run(bring);

  /** Takes up what is kept, and asks for the form until it is there. */
  async function bring(signal: AbortSignal) {
    // Without https there is no WebCrypto, and no identity.
    if (!crypto.subtle) return say(texts.insecure);
    if (!form) say(texts.loading);
    await drafting.takeUp(typed);
    const { submitted, values } = drafting.draft;
    if (!submitted) typed = "";
    form ??= await untilDone(desk.read, onWait, signal);
    signal.throwIfAborted();
    const wish = (root.host as HTMLElement).dataset.group ?? "";
    const group = form.groups[Math.max(form.groups.indexOf(wish), 0)];
    fields = createFields(form, texts);
    // By what is in it the server knows that it is the same.
    fill(submitted ? values : { ...prefilled, group, ...values });
    body.replaceChildren(...fields.map(({ node }) => node), trap);
    say("");
    if (values.message) void desk.solved();
    if (submitted && check()) await hand(signal);
  }

  /** Hands in what is filled in. */
  async function hand(signal: AbortSignal) {
    const values = read();
    const { group = null, consent, ...written } = values;
    const keeping = keep(true);
    say(texts.sending);
    // Nothing is sent before it is sure to survive the page.
    await keeping;
    const contents = {
      request_id: await requestId(drafting.draft.seed, values),
      locale,
      fields: written,
      group,
      consent: !!consent,
      homepage: homepage.value,
    };
    onReceived(await untilDone(() => desk.send(contents, signal), onWait, signal));
  }

  function onWait() {
    say(drafting.draft.submitted ? texts.waiting : texts.unreachable, "away");
  }

  /** Says what is wrong in the fields, by the server's word too, and goes to the first; whether all is well. */
  function check(found?: Problem["fields"]): boolean {
    const wrong = fields.filter(({ name, check }) => !check(found?.[name])).length;
    if (!wrong) return true;
    // For a form that has changed meanwhile what was sent off may not be right any more.
    if (drafting.draft.submitted) void keep(false);
    say(texts.check(wrong));
    focusOn('[aria-invalid="true"]');
    return false;
  }

  function onReceived({ request_id, deleted_at }: ContactReceived) {
    const isFocused = node.matches(":focus-within");
    prefilled = { ...prefilled, message: "" };
    delivered = read().message ?? "";
    void drafting.remove().then((isFirst) => isFirst && note({ type: "contact_form_sent" }));
    noteContact("form", Date.now());
    options.onReceived?.(request_id);
    options.onSent?.(taken);
    // The next one comes with a new challenge.
    form = undefined;
    empty(confirmation(texts, locale, deleted_at, () => void load().then(focusFirst)));
    if (isFocused) focusFirst();
    unseen = !shown;
    if (unseen) options.onNews?.(texts.received);
  }

  /** There is no form any more, but this. */
  function empty(nodes: readonly Node[]) {
    stop();
    fields = [];
    body.replaceChildren(...nodes);
    say("");
  }

  function forget() {
    typed = taken = delivered = "";
    prefilled = {};
    unseen = false;
    // Also what is just being written: in the database this comes after it.
    void drafting.remove();
    empty([]);
    if (shown) void load();
  }

  async function resume() {
    await drafting.takeUp("");
    if (drafting.draft.submitted) await load();
  }

  node.addEventListener("input", () => {
    if (drafting.draft.submitted) return;
    void desk.solved();
    drafting.touch();
  });
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (fields.length && !work && check()) void run(hand);
  });
  edit.addEventListener("click", () => {
    stop();
    void keep(false);
    say("");
    focusFirst();
  });
  root.adoptedStyleSheets.push(styleSheet(css));
  addEventListener("pagehide", flush, { signal });
  document.addEventListener("visibilitychange", flush, { signal });
  signal.addEventListener("abort", () => {
    flush();
    stop();
  });
  onForgetting((what) => what === "forgotten" && forget(), signal);
  void resume();

  return {
    node,
    title: texts.title,
    show() {
      shown = true;
      if (!unseen) void load();
      unseen = false;
    },
    hide() {
      shown = false;
      flush();
      if (!drafting.draft.submitted) stop();
    },
    take(text) {
      if (text !== taken && !delivered.includes(text)) typed = taken = text;
    },
    prefill({ consent: _, ...values }) {
      prefilled = { ...prefilled, ...values };
      if (!drafting.draft.submitted) fill(values);
    },
    forget,
  };
}
