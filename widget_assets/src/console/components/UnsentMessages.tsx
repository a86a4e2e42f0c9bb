import type { Unsent } from "../../chat/createOutbox.js";
import { Icon } from "./Icon.js";
import { useWords } from "./useWords.js";

type Props = { unsent: readonly Unsent[]; onSendAgain(clientMessageId: string): void };

/** Messages that the server has not acknowledged. They look so, until they are in the log. */
export function UnsentMessages({ unsent, onSendAgain }: Props) {
  const { texts } = useWords();
  const lastWaiting = unsent.findLast(({ failed }) => !failed);
  return (
    <ol class="unsent">
      {unsent.map((message) => (
        <li key={message.client_message_id} class="item messages" data-author="agent">
          <p class="bubble" data-author="agent" data-failed={Boolean(message.failed)} dir="auto">
            {message.text}
          </p>
          {message.failed && <Failed message={message} onSendAgain={onSendAgain} />}
          {message === lastWaiting && <p class="fate">{texts.sending}</p>}
        </li>
      ))}
    </ol>
  );
}

type FailedProps = { message: Unsent; onSendAgain(clientMessageId: string): void };

function Failed({ message: { client_message_id, code }, onSendAgain }: FailedProps) {
  const { texts } = useWords();
  return (
    <p class="fate" role="status">
      <Icon name="alert" />
      {texts.failed} {code && texts.refusals[code]}{" "}
      <button type="button" class="again" onClick={() => onSendAgain(client_message_id)}>
        {texts.sendAgain}
      </button>
    </p>
  );
}
