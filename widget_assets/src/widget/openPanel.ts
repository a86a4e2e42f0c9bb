import type { Refused } from "../chat/createConnection.js";
import { now } from "../chat/now.js";
import type { report } from "../chat/reports.js";
import { REPORTS } from "../chat/storeNames.js";
import type { followUsage } from "../chat/usage.js";
import type { Call, CommandName, Tresen } from "../interface/Tresen.js";
import type { Availability, AvailabilityFile } from "../loader/AvailabilityFile.js";
import type { importPart } from "../loader/importPart.js";
import type { Part } from "../loader/Part.js";
import type { createMore, More } from "../privacy/createMore.js";
import { watchErrors } from "../reporting/watchErrors.js";
import { locale, panel as texts } from "../texts/language.js";
import { createComposer } from "./createComposer.js";
import { createDialog } from "./createDialog.js";
import { type ConversationModule, createLazyTalk } from "./createLazyTalk.js";
import { createLog } from "./createLog.js";
import { createParts } from "./createParts.js";
import { createPatience } from "./createPatience.js";
import { dateTexts } from "./dateTexts.js";
import type { FollowedAvailability } from "./FollowedAvailability.js";
import { followLook } from "./followLook.js";
import { lazyOnce } from "./lazyOnce.js";
import css from "./panel.css?inline";
import { type LauncherState, showOnLauncher } from "./showOnLauncher.js";
import { styleSheet } from "./styleSheet.js";
import type { HeldKey, View } from "./View.js";

declare const CORE: Part;
declare const CONVERSATION: Part;
/** The menu and what it leads to, in this language. */
declare const MORE: Part;

export type CoreModule = {
  readonly followUsage: typeof followUsage;
  readonly report: typeof report;
};

export type MoreModule = { readonly createMore: typeof createMore };

/** Works off what the page has called. Gives true when this panel has ended and another one has to be made. */
export type Panel = () => boolean;

/**
 * Makes the window of the chat, still hidden, and what moves it: the panel of one language.
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
  calls: Call[],
  ended: AbortController,
  file: () => AvailabilityFile | undefined,
  load: typeof importPart,
  label: () => void,
  refresh: () => Promise<void>,
): Panel {
  const { origin } = new URL(import.meta.url);
  const button = root.querySelector("button") as HTMLButtonElement;
  const availability: FollowedAvailability = {
    get state() {
      return tresen.state().availability;
    },
    get file() {
      return file();
    },
    refresh,
  };
  const dates = dateTexts(locale, texts);
  // Without https there is no WebCrypto, and no identity.
  const secure = Boolean(crypto.subtle);
  const parts = createParts(load, origin, CORE);
  const loadConversation = parts<ConversationModule>(CONVERSATION);
  const held: HeldKey = {};
  const shared = { root, origin, locale, availability, parts, onError: tellError };
  const core = lazyOnce(parts<CoreModule>());
  const lazy = createLazyTalk({ ...shared, load: loadConversation, held, onChange: render });
  const patience = createPatience(render);
  let refusal = "";
  let news = "";
  let seen = 0;
  let unread = false;
  let covered = false;
  let prepared = false;
  let gone = false;
  let opened = 0;

  const log = createLog({
    texts,
    dates,
    onEarlier: async () => lazy.visitor?.talk.readEarlier(),
    onSendAgain: (key) => lazy.visitor?.talk.sendAgain(key),
    onForm: () => use((it) => it.openForm()),
  });
  const composer = createComposer({ texts, onInput, onSend });
  const dialog = createDialog({
    texts,
    log: log.node,
    composer: composer.node,
    onEnd,
    onMore: () => use((it) => it.toggleMenu()),
    onBack: () => use((it) => it.close()),
    onClose: hide,
  });
  const loadMore = parts<MoreModule>(MORE);
  const more = lazyOnce(async () => {
    const part = await loadMore();
    return part.createMore({
      ...shared,
      held,
      menuFrame: dialog.more,
      cover,
      focusIn,
      said,
      onNews,
      onSent,
      onForget,
    });
  });
  const isShown = () => !(dialog.node.hidden || covered);
  const look = followLook(isShown, lazy.look, () => void availability.refresh().then(render));
  ended.signal.addEventListener("abort", () => dialog.node.remove());
  watchErrors(origin, tellError);
  root.adoptedStyleSheets.push(styleSheet(css));
  root.append(dialog.node);

  function render() {
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
    if (file?.analysis && isShown())
      core().then((it) => it.followUsage({ ...shared, lazy, composer, opened, refusal, gone }), tellError);
  }

  /** Who was promised somebody and waits in vain is not told again that we are here. */
  function reachable(): Availability {
    return patience.over && availability.state === "available" ? "busy" : availability.state;
  }

  function problem(): string {
    if (!secure) return texts.insecure;
    if (covered) return unread ? texts.unread : "";
    if (refusal) return refusal;
    if (news) return news;
    if (lazy.visitor?.erased) return texts.refusals.erased ?? "";
    if (gone || lazy.missing) return texts.missing;
    return lazy.visitor?.away ? texts.away : "";
  }

  /** A message that came while the panel is closed shows on the launcher, and one behind another view in that one. */
  function notice() {
    const said = lazy.shown.view.entries.findLast(
      ({ kind, author }) => kind === "message" && author === "agent",
    );
    const isNew = said && said.seq > seen;
    if (isNew && dialog.node.hidden) tell("unread");
    unread = covered && (unread || isNew === true);
    seen = said?.seq ?? 0;
  }

  const tell = (state: LauncherState) => showOnLauncher(button, texts, state, label);

  /** Whose data there is gets the means to delete it, too: they have to be there without a connection. */
  function prepare() {
    if (prepared || !lazy.visitor) return;
    prepared = true;
    more().then((it) => it.resume(), tellError);
  }

  function onInput() {
    void lazy.begin().then(prepare);
    lazy.visitor?.talk.announceTyping();
  }

  function onSend(text: string): boolean {
    if (lazy.visitor) {
      lazy.visitor.talk.send(text);
      return true;
    }
    composer.hold(true);
    void lazy.need().then(() => {
      composer.hold(false);
      if (lazy.visitor) composer.send();
    });
    return false;
  }

  async function onEnd() {
    composer.focus();
    refusal = "";
    try {
      await lazy.visitor?.talk.change("close");
    } catch (error) {
      refusal = texts.refusals[(error as Refused).code] ?? texts.refusals.failed;
    }
    render();
  }

  function show() {
    if (dialog.node.hidden) opened = now();
    dialog.node.hidden = gone = false;
    tell("open");
    render();
    log.toEnd();
    look();
    focusIn();
    prepared = false;
    if (secure) void lazy.resume().then(prepare);
    else composer.disable();
    void tellError();
  }

  /** Without an error what could not be sent before, if there is any. What goes wrong in here is told to nobody. */
  async function tellError(error?: Error) {
    try {
      if (error || localStorage[REPORTS]) await (await core()).report(shared, import.meta.url, error);
    } catch {}
  }

  function focusIn() {
    // On a touch screen the field would bring up the keyboard over what is to be read first.
    if (secure && !covered && !matchMedia("(pointer: coarse)").matches) composer.focus();
    else dialog.node.focus();
  }

  async function use(action: (part: More) => void) {
    // Who waits hears first that it did not work.
    const part = await more().catch((error) => void tellError(error));
    gone = !part;
    onNews("");
    if (part) action(part);
  }

  function cover(view?: Pick<View, "node" | "title">) {
    covered = view !== undefined;
    dialog.cover(view);
    look();
    render();
  }

  const said = () => composer.text || lazy.visitor?.said() || "";

  function onNews(text: string) {
    news = text;
    render();
  }

  function onSent(text: string) {
    if (composer.text === text) composer.clear();
  }

  function onForget() {
    composer.clear();
    lazy.visitor?.forget();
  }

  function hide() {
    dialog.node.hidden = true;
    news = "";
    tell("closed");
    button.focus();
    look();
    lazy.visitor?.rest();
  }

  const commands: Partial<Record<CommandName, () => void>> = {
    open: show,
    close: hide,
    toggle: () => (dialog.node.hidden ? show() : hide()),
  };

  return () => {
    for (const [name] of calls.splice(0)) commands[name]?.();
    return false;
  };
}
