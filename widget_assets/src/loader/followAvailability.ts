/** What visitors see of the agents' presence. */
export type Availability = "available" | "busy" | "offline";

/** `valid_until` is in epoch seconds. */
type Group = { readonly state: Availability; readonly valid_until: number };

/** The file of one page's host: the site's groups in their order, the first is the one that visitors reach. */
export type AvailabilityFile = {
  /** A conversation that waits longer is told so. */
  readonly unanswered_seconds: number;
  /** The site has a contact form. */
  readonly contact: boolean;
  /** How use is analysed: until the visitor objects, or once the visitor has agreed; if at all. */
  readonly analysis?: "opt_out" | "opt_in" | null;
  readonly groups: Readonly<Record<string, Group>>;
};

/** How the agents can be reached, as far as this page knows. */
export type FollowedAvailability = {
  /** `offline` before it is known, and when it is no longer sure. */
  readonly state: Availability;
  /** As it was read last; what it says of the groups may have lapsed. */
  readonly file?: AvailabilityFile;
  /** Reads the file; never fails. */
  refresh(): Promise<void>;
};

/** Nothing is believed for longer: a clock that is behind would put `valid_until` off. */
const LONGEST_MS = 300_000;

/** Follows the availability file. One that can not be read changes nothing: what was read before lapses by itself. */
export function followAvailability(origin: string, onChange: () => void): FollowedAvailability {
  let state: Availability;
  let until = 0;

  return {
    get state() {
      return Date.now() < until ? state : "offline";
    },
    async refresh(this: { file: AvailabilityFile }) {
      try {
        // Without cookies, as it is another origin's.
        const answer = await fetch(`${origin}/availability/${location.host}.json`);
        const file: AvailabilityFile = await answer.json();
        const [first] = Object.values(file.groups) as [Group];
        until = Math.min(first.valid_until * 1000, Date.now() + LONGEST_MS);
        state = first.state;
        this.file = file;
        setTimeout(onChange, until - Date.now());
      } catch {}
      onChange();
    },
  };
}
