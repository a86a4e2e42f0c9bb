import type { Unsent } from "../../chat/createTalk.js";
import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

type Props = { unsent: readonly Unsent[]; onSendAgain(clientMessageId: string): void };

/** Messages that the server has not acknowledged. They look so, until they are in the log. */
export function UnsentMessages({ unsent, onSendAgain }: Props) {
  const { texts } = useWords();
  return (
    <ol class="unsent">
      {unsent.map(({ client_message_id, text, failed, code }) => (
        <li key={client_message_id} class="item messages" data-author="agent">
          <p class="bubble" data-author="agent" data-failed={Boolean(failed)} dir="auto">
            {text}
          </p>
          {failed ? (
            <p class="fate" role="status">
              <Icon name="alert" />
              {texts.failed} {code && texts.refusals[code]}{" "}
              <button type="button" class="again" onClick={() => onSendAgain(client_message_id)}>
                {texts.sendAgain}
              </button>
            </p>
          ) : (
            <p class="fate">{texts.sending}</p>
          )}
        </li>
      ))}
    </ol>
  );
}
