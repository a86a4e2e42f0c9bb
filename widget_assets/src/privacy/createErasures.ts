import { backOff } from "../chat/backOff.js";
import { ERASURES, settled } from "../chat/database.js";
import { tellForgetting } from "../chat/forgetting.js";
import { inStore } from "../chat/inStore.js";
import { objections, setObjection } from "../chat/objections.js";
import { postProved, RequestRefused } from "../chat/postProved.js";
import { pause } from "../form/pause.js";
import type { ErasureProgress } from "../protocol/requests.js";
import type { HeldKey } from "../widget/View.js";
import type { Erasure } from "./erasure.js";
import { forgetObjections } from "./forgetObjections.js";
import { removeDatabase } from "./removeDatabase.js";
import { removeHere } from "./removeHere.js";

export type ErasurePlan = {
  /** On the server, too. */
  readonly server: boolean;
  /** What the visitor has set as well, so that nothing is left. */
  readonly all: boolean;
  /** The page wants it, for whoever comes next: to what the visitor has objected is objected still. */
  readonly byPage?: true;
};

export type Erasures = {
  /** Those whose receipt has not been shown. */
  readonly open: readonly Erasure[];
  /** The server is being asked. */
  readonly working: boolean;
  /** Why the server did not do it the last time: it was not reached, even if it is tried again, or it would not. */
  readonly problem: "away" | "refused" | undefined;
  /** Deletes here at once, and on the server as soon as it can be reached; whether there is anything to do there. */
  begin(plan: ErasurePlan): Promise<boolean>;
  /** Carries out what is open. */
  run(): Promise<void>;
  /** Gives the receipts that there are; they are not kept any more. */
  takeReceipts(): Promise<readonly string[]>;
};

export type ErasuresOptions = {
  readonly origin: string;
  readonly held: HeldKey;
  /** The widget leaves the page: nobody waits any longer. What is open is kept. */
  readonly signal: AbortSignal;
  /** The page has to drop what it holds. */
  onForget(): void;
  onChange(): void;
};

const TRIES = 8;
/** By then the other tabs have heard of it. */
const SETTLED_MS = 1_000;

/** What the visitor wants deleted. It survives the page, and is asked for until there is a receipt. */
export function createErasures({ origin, held, signal, onForget, onChange }: ErasuresOptions): Erasures {
  let open: readonly Erasure[] = [];
  let working = false;
  let problem: Erasures["problem"];

  async function begin({ server, all, byPage }: ErasurePlan): Promise<boolean> {
    const id = server ? crypto.randomUUID() : undefined;
    const pair = await removeHere(origin, held, id, all);
    tellForgetting("forgotten");
    onForget();
    held.pair = undefined;
    if (byPage) forgetAgreement();
    else if (all) forgetObjections();
    if (id && pair) open = [...open, { erasure_id: id, pair, site: held.site }];
    else await leaveNothing();
    return pair !== undefined;
  }

  /** What another tab was about to write it removes itself once it hears of it; the empty database goes then. */
  async function leaveNothing() {
    await removeDatabase();
    pause(SETTLED_MS, signal).then(removeDatabase, () => {});
  }

  async function run() {
    if (working) return;
    const kept: readonly Erasure[] = await inStore(ERASURES, false, (store) => settled(store.getAll())).catch(
      () => [],
    );
    // Where the browser keeps nothing, they are here alone.
    open = [...kept, ...open.filter(({ erasure_id }) => !kept.some((it) => it.erasure_id === erasure_id))];
    if (working || !open.length) return;
    working = true;
    problem = undefined;
    onChange();
    // It ends when the widget does.
    for (const each of open) if (each.pair) await carryOut(each, each.pair).catch(() => {});
    working = false;
    onChange();
  }

  async function carryOut({ erasure_id, site }: Erasure, pair: CryptoKeyPair) {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        const path = "/api/privacy/erasures";
        const { receipt } = await postProved<ErasureProgress>(origin, path, pair, { erasure_id }, site);
        if (receipt) return await settle(erasure_id, receipt);
      } catch (error) {
        const code = error instanceof RequestRefused ? error.code : undefined;
        if (code === "erased") return await settle(erasure_id, "");
        problem = code ? "refused" : "away";
        // A browser is online before all of its network is; offline there is nothing to try until it says so.
        if (code ? code !== "busy" && code !== "failed" : !navigator.onLine) return;
        onChange();
      }
      await pause(backOff(tries), signal);
    }
  }

  async function settle(erasure_id: string, receipt: string) {
    const done = { erasure_id, receipt };
    open = open.map((each) => (each.erasure_id === erasure_id ? done : each));
    problem = undefined;
    await inStore(ERASURES, false, (store) => settled(store.put(done, erasure_id))).catch(() => {});
  }

  async function takeReceipts(): Promise<readonly string[]> {
    const done = open.filter(({ receipt }) => receipt !== undefined);
    if (!done.length) return [];
    open = open.filter((each) => !done.includes(each));
    await inStore(ERASURES, false, (store) =>
      Promise.all(done.map(({ erasure_id }) => settled(store.delete(erasure_id)))),
    ).catch(() => {});
    await leaveNothing();
    return done.flatMap(({ receipt }) => receipt || []);
  }

  return {
    get open() {
      return open;
    },
    get working() {
      return working;
    },
    get problem() {
      return problem;
    },
    begin,
    run,
    takeReceipts,
  };
}

/** Nobody else has agreed to it. */
function forgetAgreement() {
  if (objections().analysis === false) setObjection("analysis");
}
