/** What visitors see of the agents' presence. */
export type Availability = "available" | "busy" | "offline";

/** `valid_until` is in epoch seconds. */
type Group = { readonly state: Availability; readonly valid_until: number };

/** The file of one page's host: the site's groups in their order, the first is the one that visitors reach. */
export type AvailabilityFile = {
  readonly unanswered_seconds: number;
  readonly contact: boolean;
  readonly groups: Readonly<Record<string, Group>>;
};

/** How the agents can be reached, as far as this page knows. */
export type FollowedAvailability = {
  /** `offline` before it is known, and when it is no longer sure. */
  readonly state: Availability;
  /** A conversation that waits longer is told so. */
  readonly unansweredSeconds: number;
  /** The site has a contact form. */
  readonly contact: boolean;
  /** Reads the file; never fails. */
  refresh(): Promise<void>;
};

/** Nothing is believed for longer: a clock that is behind would put `valid_until` off. */
const LONGEST_MS = 300_000;

/** Follows the availability file. One that can not be read changes nothing: what was read before lapses by itself. */
export function followAvailability(origin: string, onChange: () => void): FollowedAvailability {
  let state: Availability;
  let until = 0;
  let unansweredSeconds = 60;
  let contact = false;

  return {
    get state() {
      return Date.now() < until ? state : "offline";
    },
    get unansweredSeconds() {
      return unansweredSeconds;
    },
    get contact() {
      return contact;
    },
    async refresh() {
      try {
        // Without cookies, as it is another origin's.
        const answer = await fetch(`${origin}/availability/${location.host}.json`);
        const file: AvailabilityFile = await answer.json();
        const [first] = Object.values(file.groups) as [Group];
        until = Math.min(first.valid_until * 1000, Date.now() + LONGEST_MS);
        state = first.state;
        unansweredSeconds = file.unanswered_seconds;
        contact = file.contact;
        setTimeout(onChange, until - Date.now());
      } catch {}
      onChange();
    },
  };
}
