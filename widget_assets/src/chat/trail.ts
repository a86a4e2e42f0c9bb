/** One step of the program or of the traffic, as Sentry has it: never a content, never an id. `timestamp` in seconds. */
export type Step = {
  /** A frame went or came, the connection is in another state, the other side answered with a code. */
  readonly category: "frame" | "state" | "code";
  readonly message: string;
  readonly timestamp: number;
};

const LONGEST = 20;

/** The last steps of this page, in memory alone. They leave it with the report of an error, or not at all. */
export const trail: Step[] = [];

/** Notes a step. */
export function step(category: Step["category"], message: string | number): void {
  trail.push({ category, message: `${message}`, timestamp: Date.now() / 1000 });
  trail.splice(0, trail.length - LONGEST);
}
