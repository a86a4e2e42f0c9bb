import type { Fault, FaultRead, FaultsFound, Report, Sample } from "../../src/protocol/requests.js";

export const AT = Date.UTC(2026, 0, 31, 12);
const DAY_MS = 86_400_000;

export const idOf = (name: string) => name.padEnd(16, "0");

/** `name` is of hexadecimal digits. */
export function fault(name: string, change: Partial<Fault> = {}): Fault {
  return {
    fault_id: idOf(name),
    title: `TypeError: x is undefined (${name})`,
    culprit: "draw(/assets/panel-0123456789ab.js)",
    source: "page",
    level: "error",
    state: "open",
    count: 3,
    first_at: AT - 2 * DAY_MS,
    last_at: AT,
    releases: ["widget@0123456789ab"],
    site: "shop",
    ...change,
  };
}

export function sample(name: string, change: Partial<Report> = {}, at = AT): Sample {
  const report = { event_id: name.padEnd(32, "0"), platform: "javascript", ...change };
  return { at, gone_at: at + 27 * DAY_MS, report };
}

export const listOf = (...faults: Fault[]): FaultsFound => ({ faults, total: faults.length });

export const readOf = (of: Fault, change: Partial<FaultRead> = {}): FaultRead => ({
  fault: of,
  days: [{ day: "2026-01-31", count: of.count }],
  samples: [sample("e")],
  ...change,
});
