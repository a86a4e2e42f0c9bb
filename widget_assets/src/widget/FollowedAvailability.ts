import type { Availability, AvailabilityFile } from "../loader/AvailabilityFile.js";

/** How the agents can be reached, as far as this page knows. */
export type FollowedAvailability = {
  /** Of the group that the page asks for; `offline` before it is known, and when it is no longer sure. */
  readonly state: Availability;
  /** As it was read last; what it says of the groups may have lapsed. */
  readonly file: AvailabilityFile | undefined;
  /** Reads the file; never fails. */
  refresh(): Promise<void>;
};
