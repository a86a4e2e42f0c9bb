import type { Refused } from "../chat/createConnection.js";
import { now } from "../chat/now.js";
import { REPORTS } from "../chat/storeNames.js";
import type { CommandsModule } from "../interface/createCommands.js";
import { createDoer } from "../interface/createDoer.js";
import { createQueue } from "../interface/createQueue.js";
import type { Tresen } from "../interface/Tresen.js";
import type { Availability, AvailabilityFile } from "../loader/AvailabilityFile.js";
import type { Calls } from "../loader/Calls.js";
import type { importPart } from "../loader/importPart.js";
import type { Part } from "../loader/Part.js";
import type { More } from "../privacy/createMore.js";
import { watchErrors } from "../reporting/watchErrors.js";
import { direction, locale, panel } from "../texts/language.js";
import { createComposer } from "./createComposer.js";
import { createDialog } from "./createDialog.js";
import { createLazyTalk } from "./createLazyTalk.js";
import { createLog } from "./createLog.js";
import { createParts } from "./createParts.js";
import { createPatience } from "./createPatience.js";
import { createTell } from "./createTell.js";
import type { FollowedAvailability } from "./FollowedAvailability.js";
import { followLook } from "./followLook.js";
import { followNews } from "./followNews.js";
import { followViewport } from "./followViewport.js";
import { giveBackFocus } from "./giveBackFocus.js";
import { keptOf } from "./keptOf.js";
import { lazyOnce } from "./lazyOnce.js";
import { lazyPart } from "./lazyPart.js";
import type { CoreModule, WholeConversation } from "./PanelParts.js";
import css from "./panel.css?inline";
import { sendWhenReady } from "./sendWhenReady.js";
import { showOnLauncher } from "./showOnLauncher.js";
import { styleSheet } from "./styleSheet.js";
import { troubleOf } from "./troubleOf.js";
import type { View } from "./View.js";
import { wearLook } from "./wearLook.js";
import { worded } from "./worded.js";

declare const CORE: Part;
/** The conversation and the menu, in this language. */
declare const CONVERSATION: Part;
declare const INTERFACE: Part;

/** So long after the panel was opened first it is loaded what only follows it. */
const SETTLE_MS = 2000;

/** Works off what the page has called. Gives true when this panel has ended and another one has to be made. */
export type Panel = () => boolean;

/**
 * Makes the window of the chat, still hidden, and what moves it: the panel of one language.
 *
 * First what it works with and what is loaded later, then what is seen, then the page's calls; then it starts. Below that
 * stands what happens later: opening and closing, showing how things are, writing, the menu and the form, errors, calls.
 *
 * @param tresen what the page calls; here it gets what only the panel knows
 * @param calls what the page has called and is still to be done, in order
 * @param ended when the widget leaves the page
 * @param file what was read of the availability last
 * @param load the loader's own, so that it is not loaded twice
 * @param label makes the launcher say what it says by itself
 * @param refresh reads the availability anew; never fails
 */
export function openPanel(
  tresen: Tresen,
  root: ShadowRoot,
  calls: Calls,
  ended: AbortController,
  file: () => AvailabilityFile | undefined,
  load: typeof importPart,
  label: () => void,
  refresh: () => Promise<void>,
): Panel {
  const { origin } = new URL(import.meta.url);
  const host = root.host as HTMLElement;
  const settings = host.dataset;
  const button = root.querySelector("button") as HTMLButtonElement;
  const [launcherSheet] = root.adoptedStyleSheets;
  const kept = keptOf(calls, tresen, settings.site);
  const { held, news, loader } = kept;
  const tell = createTell(host);
  const end = new AbortController();
  const { signal } = end;
  const availability: FollowedAvailability = {
    get state() {
      return loader.state().availability;
    },
    get file() {
      return file();
    },
    refresh,
  };
  const texts = worded(panel, file()?.look?.words?.[locale]?.panel);
  // Without https there is no WebCrypto, and no identity.
  const secure = Boolean(crypto.subtle);
  const parts = createParts(load, origin, CORE, settings, signal);
  const bring = parts<WholeConversation>(CONVERSATION);
  /** The talk, the menu, and what shows messages: they are one part. */
  const loadConversation = lazyOnce(async () => {
    const part = await bring();
    signal.throwIfAborted();
    log.fill(part.createMessages);
    return part;
  });
  const shared = { root, origin, locale, settings, held, availability, parts, signal, onError: tellError };
  const loadCore = parts<CoreModule>();
  const core = lazyOnce(() => {
    hasCore = true;
    return loadCore();
  });
  const loadInterface = lazyPart<CommandsModule>(load, origin, INTERFACE);
  const lazy = createLazyTalk({ ...shared, load: loadConversation, onChange: render });
  const patience = createPatience(render, signal);
  let known = availability.state;
  let refusal = "";
  let message = "";
  let covered = false;
  let prepared = false;
  let gone = false;
  let hasCore = false;
  let settled = false;
  let timer = 0;
  let opened = 0;
  let made: More | undefined;

  const log = createLog({
    texts,
    signal,
    onEarlier: async () => lazy.visitor?.talk.readEarlier(),
    onSendAgain: (key) => lazy.visitor?.talk.sendAgain(key),
    onForm: () => use((it) => it.openForm()),
  });
  const composer = createComposer({ texts, onInput, onSend: (text) => sendWhenReady(text, lazy, composer) });
  const dialog = createDialog({
    texts,
    locale,
    direction,
    log: log.node,
    composer: composer.node,
    onEnd() {
      composer.focus();
      void endConversation();
    },
    onMore: () => use((it) => it.toggleMenu()),
    onBack: () => use((it) => it.close()),
    // Where the page has given it a place it stays there.
    onClose: () => settings.placed === undefined && close(),
  });
  const more = lazyOnce(async () => {
    const part = await loadConversation();
    made = part.createMore({
      ...shared,
      menuFrame: dialog.more,
      panelTexts: texts,
      talk: () => lazy.visitor?.talk,
      cover,
      focusIn,
      said: () => composer.text || lazy.visitor?.said() || "",
      known: () => kept.fields,
      onNews,
      onSent,
      onForget,
      onReceived: (id) => tell("contact", { id }),
    });
    return made;
  });
  const isShown = () => !(dialog.node.hidden || covered || signal.aborted);
  const look = followLook(isShown, lazy.look, () => void availability.refresh().then(render), signal);
  const doOwn = createDoer({
    open,
    close,
    toggle: (click) => (dialog.node.hidden ? open(undefined, click && button) : close()),
    render,
  });
  const work = createQueue(
    calls,
    doOwn,
    loadCommands,
    stopped,
    () => tresen.push(["again" as "show"]),
    tellError as (error: unknown) => void,
    signal,
  );
  // Each time that the loader has put its own words on the launcher.
  const labelled = new MutationObserver(onLabel);

  signal.addEventListener("abort", () => {
    labelled.disconnect();
    clearTimeout(timer);
    dialog.node.remove();
    root.adoptedStyleSheets = [launcherSheet as CSSStyleSheet];
  });
  ended.signal.addEventListener("abort", () => end.abort(), { signal });
  watchErrors(origin, tellError, signal);
  wearLook(host, file()?.look, origin, signal);
  followViewport(dialog.node, signal);
  labelled.observe(button, { attributeFilter: ["class"] });
  root.adoptedStyleSheets.push(styleSheet(css));
  root.append(dialog.node);
  tresen.state = () => ({
    ...loader.state(),
    isOpen: kept.isOpen,
    unread: news.unread,
    conversation: news.state,
  });
  tresen.destroy = () => {
    tell("destroyed", {});
    loader.destroy();
  };
  composer.fill(kept.text);
  if (ended.signal.aborted) end.abort();
  else if (kept.isOpen) show(kept.hadFocus);
  else if (kept.hadTalk) void lazy.resume();

  function open(view?: unknown, from?: unknown) {
    const { activeElement } = document;
    if (!kept.isOpen)
      kept.opener = (from ?? (activeElement === host ? root : document).activeElement) as HTMLElement;
    // What opens by itself while the page loads takes the focus from nobody.
    show(Boolean(from) || activeElement !== document.body || navigator.userActivation?.isActive);
    if (view === "form") void use((it) => it.openForm());
    else if (view && covered) void use((it) => it.close());
  }

  function show(isFocused: boolean) {
    if (dialog.node.hidden) opened = now();
    timer ||= setTimeout(() => {
      settled = true;
      render();
    }, SETTLE_MS);
    dialog.node.hidden = gone = false;
    if (!kept.isOpen) tell("opened", {});
    kept.isOpen = true;
    showOnLauncher(button, texts, "open", label);
    render();
    log.toEnd();
    look();
    if (isFocused) focusIn();
    prepared = false;
    if (secure) void lazy.resume().then(prepare);
    else composer.disable();
    void tellError();
  }

  function close() {
    if (dialog.node.hidden) return;
    // Who is elsewhere on the page stays there.
    const hasFocus = root.activeElement;
    dialog.node.hidden = true;
    kept.isOpen = false;
    message = "";
    showOnLauncher(button, texts, "closed", label);
    if (hasFocus) giveBackFocus(kept.opener, button);
    look();
    lazy.visitor?.rest();
    tell("closed", {});
  }

  function focusIn() {
    // On a touch screen the field would bring up the keyboard over what is to be read first.
    if (secure && !covered && !matchMedia("(pointer: coarse)").matches) composer.focus();
    else dialog.node.focus();
  }

  function render() {
    if (signal.aborted) return;
    notice();
    const { shown } = lazy;
    const { conversation } = shown.view;
    const state = conversation?.state ?? "none";
    const { file } = availability;
    patience.watch(conversation, file?.unanswered_seconds ?? 60);
    dialog.render({ state, availability: reachable(), problem: problem() });
    composer.invite(state === "closed" ? texts.writeAgain : texts.write);
    log.render({
      ...shown,
      ready: lazy.ready,
      offline: availability.state === "offline",
      unanswered: patience.over,
      form: !!file?.contact && (patience.over || (state !== "taken" && availability.state === "offline")),
    });
    if (file?.analysis && isShown() && (settled || lazy.visitor))
      core().then((it) => it.followUsage({ ...shared, lazy, composer, opened, refusal, gone }), tellError);
  }

  /** Who was promised somebody and waits in vain is not told again that we are here. */
  function reachable(): Availability {
    return patience.over && availability.state === "available" ? "busy" : availability.state;
  }

  function problem(): string {
    if (!secure) return texts.insecure;
    if (covered) return news.unread ? texts.unread(news.unread) : "";
    return refusal || message || troubleOf(texts, lazy, gone);
  }

  /** A message that came while the panel is closed shows on the launcher, and one behind another view in that one. */
  function notice() {
    followNews(news, lazy, isShown(), tell);
    showUnread();
  }

  function showUnread() {
    const { unread } = news;
    if (dialog.node.hidden && (unread || button.dataset.unread))
      showOnLauncher(button, texts, unread ? "unread" : "closed", label, unread);
  }

  function onLabel() {
    if (known !== availability.state) {
      known = availability.state;
      tell("availability", { availability: known });
      render();
    } else showUnread();
  }

  function onInput() {
    void lazy.begin().then(prepare);
    lazy.visitor?.talk.announceTyping();
  }

  async function endConversation() {
    refusal = "";
    try {
      await lazy.visitor?.request({ type: "close" });
    } catch (error) {
      refusal = texts.refusals[(error as Refused).code] ?? texts.refusals.failed;
    }
    render();
  }

  async function use(action: (part: More) => void) {
    // Who waits hears first that it did not work.
    const part = await more().catch((error) => void tellError(error));
    if (signal.aborted) return true;
    gone = !part;
    onNews("");
    if (part) action(part);
    return !gone;
  }

  /** For whom something is kept what was sent off, or was to be deleted, goes on. */
  function prepare() {
    if (prepared || !lazy.visitor) return;
    prepared = true;
    more().then((it) => it.resume(), tellError);
  }

  function cover(view?: Pick<View, "node" | "title">) {
    covered = view !== undefined;
    dialog.cover(view);
    look();
    render();
  }

  function onNews(text: string) {
    message = text;
    render();
  }

  function onSent(text: string) {
    if (composer.text === text) composer.clear();
  }

  function onForget() {
    composer.clear();
    kept.fields = {};
    held.pair = held.token = held.attributes = undefined;
    lazy.visitor?.forget();
  }

  /** Without an error what could not be sent before, if there is any. What goes wrong in here is told to nobody. */
  async function tellError(error?: Error) {
    try {
      if (error || localStorage[REPORTS]) await (await core()).report(shared, import.meta.url, error);
    } catch {}
  }

  /** The loader has another language now. */
  function stopped() {
    return !locale.startsWith(host.lang);
  }

  async function loadCommands() {
    const part = await loadInterface();
    return part.createCommands({
      host,
      kept,
      lazy,
      composer,
      tell,
      open,
      endConversation,
      ended: ended.signal,
      prefill: (fields) => made?.prefill(fields),
      reset: () => use((it) => void it.reset()),
      // Else it reads the setting when it comes.
      setConsent: (answer) =>
        (hasCore || lazy.visitor) && core().then((it) => it.setConsent(answer), tellError),
    });
  }

  return () => {
    if (signal.aborted) return false;
    try {
      work();
    } catch (error) {
      // The next one begins anew.
      kept.isOpen = false;
      end.abort();
      void tellError(error as Error);
      throw error;
    }
    if (!stopped()) return false;
    kept.text = composer.text;
    kept.hadFocus = root.activeElement !== null && kept.isOpen;
    kept.hadTalk = lazy.visitor !== undefined;
    end.abort();
    return true;
  };
}
