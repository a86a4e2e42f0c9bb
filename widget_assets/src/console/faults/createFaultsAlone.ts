import { createPlace, type Place } from "../desk/createPlace.js";
import { createFaults } from "./createFaults.js";
import type { Faults, FaultsOptions } from "./Faults.js";

/** All that somebody works with who runs the deployment and answers nobody. */
export type FaultsAlone = { readonly faults: Faults; readonly place: Place; end(): void };

export function createFaultsAlone({ agent, api }: Omit<FaultsOptions, "open">): FaultsAlone {
  const faults = createFaults({ agent, api, open: () => true });
  const place = createPlace({ choices: { errors: faults }, isThere: () => true });
  return {
    faults,
    place,
    end() {
      place.end();
      faults.end();
    },
  };
}
