import { Refused } from "../chat/createConnection.js";
import type { Locale } from "../loader/pickLocale.js";
import { styleSheet } from "../loader/styleSheet.js";
import { createComposer } from "./createComposer.js";
import { createDialog } from "./createDialog.js";
import { createLog } from "./createLog.js";
import { createVisitorTalk } from "./createVisitorTalk.js";
import { dateTexts } from "./dateTexts.js";
import { logItems } from "./logItems.js";
import css from "./panel.css?inline";
import { showOnLauncher } from "./showOnLauncher.js";
import { de } from "./texts/de.js";
import { en } from "./texts/en.js";

export type PanelOptions = {
  readonly root: ShadowRoot;
  /** The launcher. */
  readonly button: HTMLButtonElement;
  /** The chat's own origin. */
  readonly origin: string;
  readonly locale: Locale;
};

export type Panel = { show(): void; toggle(): void };

/** Makes the window of the chat, still hidden, and what moves it. */
export function openPanel({ root, button, origin, locale }: PanelOptions): Panel {
  const texts = { de, en }[locale];
  const dates = dateTexts(locale, texts);
  // Without https there is no WebCrypto, and no identity.
  const secure = Boolean(crypto.subtle);
  const visitor = createVisitorTalk({ origin, locale, onChange: render });
  const { talk } = visitor;
  let refusal = "";
  let seen = 0;

  const log = createLog({
    texts,
    dates,
    onEarlier: () => talk.readEarlier(),
    onSendAgain: (key) => talk.sendAgain(key),
  });
  const composer = createComposer({
    texts,
    onInput() {
      visitor.begin();
      talk.announceTyping();
    },
    onSend: (text) => talk.send(text),
  });
  const dialog = createDialog({ texts, log: log.node, composer: composer.node, onEnd, onClose: hide });
  root.adoptedStyleSheets.push(styleSheet(css));
  root.append(dialog.node);

  function render() {
    const { conversation, entries, earlier } = talk.view;
    const state = conversation?.state ?? "none";
    dialog.render(state, secure ? refusal || (visitor.away ? texts.away : "") : texts.insecure);
    composer.invite(state === "closed" ? texts.writeAgain : texts.write);
    const items = logItems(talk.view, talk.unsent, dates.day);
    log.render({ items, earlier, typing: talk.typing, ready: visitor.ready });
    const said = entries.findLast(({ kind, author }) => kind === "message" && author === "agent")?.seq ?? 0;
    if (dialog.node.hidden && said > seen) showOnLauncher(button, texts, "unread");
    seen = said;
  }

  async function onEnd() {
    composer.focus();
    refusal = "";
    try {
      await talk.change("close");
    } catch (error) {
      refusal = texts.refusals[error instanceof Refused ? error.code : "failed"];
    }
    render();
  }

  function show() {
    dialog.node.hidden = false;
    showOnLauncher(button, texts, "open");
    render();
    log.toEnd();
    // On a touch screen the field would bring up the keyboard over what is to be read first.
    if (secure && !matchMedia("(pointer: coarse)").matches) composer.focus();
    else dialog.node.focus();
    if (secure) void visitor.resume();
    else composer.disable();
  }

  function hide() {
    dialog.node.hidden = true;
    showOnLauncher(button, texts, "closed");
    button.focus();
    visitor.rest();
  }

  return { show, toggle: () => (dialog.node.hidden ? show() : hide()) };
}
