import type { Conversation } from "../protocol/frames.js";

export type Patience = {
  /** The conversation has waited for too long. */
  readonly over: boolean;
  watch(conversation: Conversation | null, limitSeconds: number): void;
};

/**
 * Watches for how long a conversation waits. Its time is the server's and the clock here may be wrong: what it adds is
 * held between nothing and the limit.
 */
export function createPatience(onOver: () => void, signal: AbortSignal): Patience {
  let since = 0;
  let over = false;
  let timer = 0;
  signal.addEventListener("abort", () => clearTimeout(timer));

  return {
    get over() {
      return over;
    },
    watch(conversation, limitSeconds) {
      const waitsSince = conversation?.state === "waiting" ? conversation.changed_at : 0;
      if (waitsSince === since || signal.aborted) return;
      since = waitsSince;
      over = false;
      clearTimeout(timer);
      if (!since) return;
      const limitMs = limitSeconds * 1000;
      const waitedMs = Math.min(Math.max(Date.now() - since, 0), limitMs);
      timer = setTimeout(() => {
        over = true;
        onOver();
      }, limitMs - waitedMs);
    },
  };
}
