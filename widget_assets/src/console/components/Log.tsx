import { useRef } from "preact/hooks";
import type { View } from "../../chat/applyEvent.js";
import { fateOf } from "../../chat/fateOf.js";
import type { Message } from "../../protocol/frames.js";
import type { TalkState } from "../desk/createTalks.js";
import { day } from "../words/formats.js";
import { layOutLog } from "../words/layOutLog.js";
import { Icon } from "./Icon.js";
import { LogNote } from "./LogNote.js";
import { MessageGroup } from "./MessageGroup.js";
import { UnsentMessages } from "./UnsentMessages.js";
import { useExcerpt } from "./useExcerpt.js";
import { useFollowedScroll } from "./useFollowedScroll.js";
import { useSent } from "./useSent.js";
import { useWords } from "./useWords.js";

type Props = {
  talk: TalkState;
  /** What the agents wrote since it was last taken is this agent's. */
  own: boolean;
  onEarlier(): void;
  onAtEnd(atEnd: boolean): void;
  onSendAgain(clientMessageId: string): void;
};

export function Log({ talk, own, onEarlier, onAtEnd, onSendAgain }: Props) {
  const { texts, language } = useWords();
  const { view, unsent, typing } = talk;
  const box = useRef<HTMLElement>(null);
  const { excerpt, step, toNewest } = useExcerpt(view.entries, () => isBack(box.current));
  const items = layOutLog(excerpt.entries);
  const ownFrom = own
    ? (view.entries.findLast(({ kind }) => kind === "taken")?.seq ?? 0)
    : Number.POSITIVE_INFINITY;
  const newest = newestOf(view, ownFrom);
  const { newer = false } = excerpt;
  const { away, leave } = useFollowedScroll({ box, newer, onAtEnd, onMore: step });

  function toEnd() {
    leave(false);
    toNewest();
  }

  function jump() {
    box.current?.focus();
    toEnd();
  }

  function toEarlier() {
    const { current } = box;
    if (!current) return;
    current.focus();
    // Who gets there without scrolling is at the beginning all the same.
    current.scrollTop = 0;
    leave(current.scrollHeight > current.clientHeight);
    if (excerpt.earlier) step();
    else onEarlier();
  }

  useSent(unsent, toEnd);
  return (
    <div class="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled box must be reachable by keyboard */}
      <section class="log" ref={box} tabIndex={0} aria-label={texts.log}>
        {(view.earlier || excerpt.earlier) && (
          <button type="button" class="earlier" onClick={toEarlier}>
            {texts.earlier}
          </button>
        )}
        <div role="log" aria-live={excerpt.news ? "polite" : "off"}>
          <ol>
            {items.map((item) => (
              <li
                key={item.key}
                class={`item ${item.kind}`}
                data-key={item.kind === "messages" ? null : item.key}
                data-author={item.kind === "messages" ? item.author : null}
              >
                {item.kind === "day" && day(item.at, Date.now(), language)}
                {item.kind === "note" && <LogNote entry={item.entry} />}
                {item.kind === "messages" && (
                  <MessageGroup
                    messages={item.messages}
                    ownFrom={ownFrom}
                    fate={newest && item.messages.at(-1) === newest ? fateOf(view, newest) : undefined}
                  />
                )}
              </li>
            ))}
          </ol>
        </div>
        {!newer && <UnsentMessages unsent={unsent} onSendAgain={onSendAgain} />}
        {typing && (
          <p class="typing">
            <span class="dots" aria-hidden="true" />
            {texts.typing}
          </p>
        )}
      </section>
      {away && (
        <button type="button" class="to-newest" aria-label={texts.toNewest} onClick={jump}>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

/** The agent's newest message: what became of it holds for all before it. */
function newestOf({ entries }: View, ownFrom: number): Message | undefined {
  const newest = entries.findLast(({ kind, author }) => kind === "message" && author === "agent");
  return newest?.kind === "message" && newest.seq > ownFrom ? newest : undefined;
}

/** The reader is in the first half of what is there. What has the focus in it is at the end, and does not go. */
function isBack(box: HTMLElement | null): boolean {
  if (!box || box.querySelector(".unsent :focus")) return false;
  return box.scrollTop < box.scrollHeight - box.clientHeight - box.scrollTop;
}
