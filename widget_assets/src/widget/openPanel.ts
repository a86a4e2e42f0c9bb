import type { Refused } from "../chat/createConnection.js";
import type { Availability, FollowedAvailability } from "../loader/followAvailability.js";
import type { lazyPart, Part } from "../loader/lazyPart.js";
import type { Locale } from "../loader/pickLocale.js";
import { styleSheet } from "../loader/styleSheet.js";
import { createComposer } from "./createComposer.js";
import { createDialog } from "./createDialog.js";
import { type ConversationModule, createLazyTalk } from "./createLazyTalk.js";
import { createLog } from "./createLog.js";
import { createPatience } from "./createPatience.js";
import { dateTexts } from "./dateTexts.js";
import { followLook } from "./followLook.js";
import css from "./panel.css?inline";
import { type LauncherState, showOnLauncher } from "./showOnLauncher.js";
import { de } from "./texts/de.js";
import { en } from "./texts/en.js";

declare const CONVERSATION: Part;

export type PanelOptions = {
  readonly root: ShadowRoot;
  /** The launcher. */
  readonly button: HTMLButtonElement;
  /** The chat's own origin. */
  readonly origin: string;
  readonly locale: Locale;
  readonly availability: FollowedAvailability;
  /** Makes the launcher say what it says by itself. */
  label(): void;
  /** The loader's own, so that it is not loaded twice. */
  readonly lazyPart: typeof lazyPart;
};

export type Panel = { show(): void; toggle(): void };

/** Makes the window of the chat, still hidden, and what moves it. */
export function openPanel(options: PanelOptions): Panel {
  const { root, button, origin, locale, availability } = options;
  const texts = { de, en }[locale];
  const dates = dateTexts(locale, texts);
  // Without https there is no WebCrypto, and no identity.
  const secure = Boolean(crypto.subtle);
  const load = options.lazyPart<ConversationModule>(origin, CONVERSATION);
  const lazy = createLazyTalk({ load, origin, locale, onChange: render });
  const patience = createPatience(render);
  let refusal = "";
  let seen = 0;

  const log = createLog({
    texts,
    dates,
    onEarlier: async () => lazy.visitor?.talk.readEarlier(),
    onSendAgain: (key) => lazy.visitor?.talk.sendAgain(key),
  });
  const composer = createComposer({ texts, onInput, onSend });
  const dialog = createDialog({ texts, log: log.node, composer: composer.node, onEnd, onClose: hide });
  const look = followLook(dialog.node, lazy.look, () => void availability.refresh().then(render));
  root.adoptedStyleSheets.push(styleSheet(css));
  root.append(dialog.node);

  function render() {
    const { shown } = lazy;
    const { conversation } = shown.view;
    const state = conversation?.state ?? "none";
    patience.watch(conversation, availability.unansweredSeconds);
    dialog.render({ state, availability: reachable(), problem: problem() });
    composer.invite(state === "closed" ? texts.writeAgain : texts.write);
    log.render({
      ...shown,
      ready: lazy.ready,
      offline: availability.state === "offline",
      unanswered: patience.over,
    });
    notice();
  }

  /** Who was promised somebody and waits in vain is not told again that we are here. */
  function reachable(): Availability {
    return patience.over && availability.state === "available" ? "busy" : availability.state;
  }

  function problem(): string {
    if (!secure) return texts.insecure;
    if (refusal) return refusal;
    if (lazy.missing) return texts.missing;
    return lazy.visitor?.away ? texts.away : "";
  }

  /** A message that came while the panel is closed shows on the launcher. */
  function notice() {
    const said = lazy.shown.view.entries.findLast(
      ({ kind, author }) => kind === "message" && author === "agent",
    );
    if (dialog.node.hidden && said && said.seq > seen) tell("unread");
    seen = said?.seq ?? 0;
  }

  const tell = (state: LauncherState) => showOnLauncher(button, texts, state, options.label);

  function onInput() {
    void lazy.begin();
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
      refusal = texts.refusals[(error as Partial<Refused>).code ?? "failed"] ?? texts.refusals.failed;
    }
    render();
  }

  function show() {
    dialog.node.hidden = false;
    tell("open");
    render();
    log.toEnd();
    look();
    // On a touch screen the field would bring up the keyboard over what is to be read first.
    if (secure && !matchMedia("(pointer: coarse)").matches) composer.focus();
    else dialog.node.focus();
    if (secure) void lazy.resume();
    else composer.disable();
  }

  function hide() {
    dialog.node.hidden = true;
    tell("closed");
    button.focus();
    look();
    lazy.visitor?.rest();
  }

  return { show, toggle: () => (dialog.node.hidden ? show() : hide()) };
}
