import { useMemo } from "preact/hooks";
import type { TalkState } from "../desk/createTalks.js";
import { day } from "../words/formats.js";
import { layOutLog } from "../words/layOutLog.js";
import { Icon } from "./Icon.js";
import { MessageGroup } from "./MessageGroup.js";
import { UnsentMessages } from "./UnsentMessages.js";
import { useFollowedScroll } from "./useFollowedScroll.js";
import { useWords } from "./useWords.js";

type Props = {
  talk: TalkState;
  /** What the agents wrote since it was last taken is this agent's. */
  own: boolean;
  onEarlier(): void;
  onSendAgain(clientMessageId: string): void;
};

export function Log({ talk, own, onEarlier, onSendAgain }: Props) {
  const { texts, language } = useWords();
  const { view, unsent, typing } = talk;
  const items = useMemo(() => layOutLog(view.entries), [view.entries]);
  const ownFrom = own
    ? (view.entries.findLast(({ kind }) => kind === "taken")?.seq ?? 0)
    : Number.POSITIVE_INFINITY;
  const { box, away, toEnd } = useFollowedScroll(view.entries[0]?.seq);
  return (
    <div class="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled box must be reachable by keyboard */}
      <section class="log" ref={box} tabIndex={0} aria-label={texts.log}>
        {view.earlier && (
          <button type="button" class="earlier" onClick={onEarlier}>
            {texts.earlier}
          </button>
        )}
        <div role="log" aria-live="polite">
          <ol>
            {items.map((item) => (
              <li
                key={item.key}
                class={`item ${item.kind}`}
                data-author={item.kind === "messages" ? item.author : null}
              >
                {item.kind === "day" && day(item.at, Date.now(), language)}
                {item.kind === "note" && texts.notes[item.entry.kind][item.entry.author]}
                {item.kind === "messages" && <MessageGroup messages={item.messages} ownFrom={ownFrom} />}
              </li>
            ))}
          </ol>
        </div>
        <UnsentMessages unsent={unsent} onSendAgain={onSendAgain} />
        {typing && (
          <p class="typing">
            <span class="dots" aria-hidden="true" />
            {texts.typing}
          </p>
        )}
      </section>
      {away && (
        <button type="button" class="to-newest" aria-label={texts.toNewest} onClick={toEnd}>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}
