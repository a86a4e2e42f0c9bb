import type { Call } from "./Tresen.js";

type Values = readonly unknown[];

/** Does one call. Gives false where the call, or a value, is not for it. */
export type Doer = (name: string, values: Values) => boolean;

/**
 * Works off what the page has called, in order: most of it needs no more than the panel, for the rest a part is loaded.
 * What can not be loaded keeps nobody from the chat: its calls wait for a connection.
 *
 * @param stopped whether the rest is for another panel
 * @param again has it worked off once more
 */
export function createQueue(
  calls: Call[],
  own: Doer,
  loadOthers: () => Promise<(name: string, values: Values) => void>,
  stopped: () => boolean,
  again: () => void,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): () => void {
  let others: ((name: string, values: Values) => void) | undefined;
  let waiting = false;
  /** What could not be done for want of the part. */
  const aside: Call[] = [];

  async function bring(call: Call) {
    waiting = true;
    aside.push(call);
    try {
      others = await loadOthers();
      takeBack();
    } catch (error) {
      onError(error);
      addEventListener("online", retry, { signal, once: true });
    }
    waiting = false;
    again();
  }

  const takeBack = () => calls.unshift(...aside.splice(0));

  function retry() {
    takeBack();
    again();
  }

  return () => {
    while (calls.length && !waiting && !stopped()) {
      const call = calls.shift() as Call;
      const [name, ...values] = call;
      if (own(name, values)) continue;
      if (others) others(name, values);
      else void bring(call);
    }
    if (stopped()) takeBack();
  };
}
