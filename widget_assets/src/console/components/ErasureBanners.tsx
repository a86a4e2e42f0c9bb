import type { Erasure, Erasures } from "../erasures/createErasures.js";
import { readReceipt } from "../erasures/readReceipt.js";
import { saveReceipt } from "../erasures/saveReceipt.js";
import { date } from "../words/formats.js";
import { visitorTag } from "../words/visitorTag.js";
import { useWords } from "./useWords.js";

/** How far the erasures have got that were begun here, wherever the agent is by now. */
export function ErasureBanners({ erasures }: { erasures: Erasures }) {
  return (
    <div role="status">
      {erasures.all.value.map((erasure) => (
        <Banner key={erasure.conversationId} erasure={erasure} erasures={erasures} />
      ))}
    </div>
  );
}

function Banner({ erasure, erasures }: { erasure: Erasure; erasures: Erasures }) {
  const { texts } = useWords();
  const { conversationId, receipt, problem } = erasure;
  const tag = visitorTag(conversationId).letters;
  const dismiss = () => erasures.dismiss(conversationId);
  if (receipt) return <Done tag={tag} receipt={receipt} onDismiss={dismiss} />;
  if (!problem) return <p class="banner">{texts.erasure.running(tag)}</p>;
  return (
    <div class="banner">
      <p class="problem">
        {texts.erasure.stopped(tag)} {texts.problems[problem]}
      </p>
      <p class="choices">
        <button type="button" onClick={() => erasures.again(conversationId)}>
          {texts.erasure.again}
        </button>
        <button type="button" onClick={dismiss}>
          {texts.dismiss}
        </button>
      </p>
    </div>
  );
}

function Done({ tag, receipt, onDismiss }: { tag: string; receipt: string; onDismiss(): void }) {
  const { texts, language } = useWords();
  const claims = readReceipt(receipt);
  const until = claims && texts.erasure.backups(date(claims.backups_until * 1000, language));
  return (
    <div class="banner">
      <div>
        <p>
          {texts.erasure.done(tag)} {until}
        </p>
        {claims && (
          <p class="quiet receipt">
            {texts.erasure.receipt} {claims.receipt_id}
          </p>
        )}
      </div>
      <p class="choices">
        <button
          type="button"
          class="primary"
          onClick={() => saveReceipt(receipt, `receipt-${claims?.receipt_id ?? tag}.jws.txt`)}
        >
          {texts.erasure.save}
        </button>
        <button type="button" onClick={onDismiss}>
          {texts.dismiss}
        </button>
      </p>
    </div>
  );
}
