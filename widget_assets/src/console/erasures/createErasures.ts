import { computed, type ReadonlySignal } from "@preact/signals";
import type { ErasureProgress } from "../../protocol/requests.js";
import { type Api, type ApiProblem, problemOf, RequestFailed } from "../api/createApi.js";
import { createKeyed } from "../desk/createKeyed.js";

/** The erasure of one visitor, as far as it has got. `conversationId` is `<site>.<visitor id>`. */
export type Erasure = {
  readonly conversationId: string;
  /** The same one again goes on with the same erasure. */
  readonly erasureId: string;
  /** Signed by the server: all is gone. */
  readonly receipt: string | undefined;
  /** Why it does not go on. */
  readonly problem: ApiProblem | undefined;
};

export type Erasures = {
  readonly all: ReadonlySignal<readonly Erasure[]>;
  begin(conversationId: string): void;
  /** Goes on where it stopped. */
  again(conversationId: string): void;
  dismiss(conversationId: string): void;
};

export type ErasuresOptions = {
  api: Api;
  onErased(conversationId: string): void;
};

const AGAIN_MS = 1_000;
const TRIES = 5;
const PASSING: readonly ApiProblem[] = ["busy", "failed", "unreachable"];

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What a supervisor has deleted for good. It goes on until the server has given a receipt. */
export function createErasures({ api, onErased }: ErasuresOptions): Erasures {
  const erasures = createKeyed<Erasure>();

  /** Asks as often as there is something left to delete, and waits longer each time that nothing comes of it. */
  async function receiptOf({ conversationId, erasureId }: Erasure): Promise<string> {
    const body = { erasure_id: erasureId, conversation_id: conversationId };
    for (let failures = 0; ; ) {
      try {
        const { receipt } = await api.post<ErasureProgress>("/api/privacy/erasures", body);
        if (receipt) return receipt;
        failures = 0;
      } catch (error) {
        const passes = error instanceof RequestFailed && PASSING.includes(error.code);
        if (!passes || ++failures === TRIES) throw error;
      }
      await pause(AGAIN_MS * 2 ** failures);
    }
  }

  async function run(erasure: Erasure) {
    const { conversationId } = erasure;
    erasures.set(conversationId, erasure);
    try {
      const receipt = await receiptOf(erasure);
      erasures.set(conversationId, { ...erasure, receipt });
      onErased(conversationId);
    } catch (error) {
      const problem = problemOf(error);
      erasures.set(conversationId, { ...erasure, problem });
    }
  }

  function again(conversationId: string) {
    const erasure = erasures.get(conversationId);
    if (erasure?.problem) void run({ ...erasure, problem: undefined });
  }

  return {
    all: computed(() => [...erasures.all.values()]),
    begin(conversationId) {
      const before = erasures.get(conversationId);
      if (before && !before.receipt) return again(conversationId);
      const erasureId = crypto.randomUUID();
      void run({ conversationId, erasureId, receipt: undefined, problem: undefined });
    },
    again,
    dismiss: (conversationId) => erasures.set(conversationId, undefined),
  };
}
