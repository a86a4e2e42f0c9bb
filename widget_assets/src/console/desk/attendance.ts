import type { Presence } from "../../protocol/frames.js";

/** Whether the agent is there, and who says so. */
export type Attendance =
  | "available"
  /** The agent said so: it holds until the agent says otherwise. */
  | "away"
  /** The page found out: it is over with the next sign of life. */
  | "idle";

/** What an agent chooses, a sign of life in the page, or none for a while. */
export type AttendanceEvent = "chose_available" | "chose_away" | "input" | "quiet";

const MOVES: Readonly<Record<Attendance, Readonly<Record<AttendanceEvent, Attendance>>>> = {
  available: { chose_available: "available", chose_away: "away", input: "available", quiet: "idle" },
  away: { chose_available: "available", chose_away: "away", input: "away", quiet: "away" },
  idle: { chose_available: "available", chose_away: "away", input: "available", quiet: "idle" },
};

export const attend = (attendance: Attendance, event: AttendanceEvent): Attendance =>
  MOVES[attendance][event];

/** What the server is told. */
export const presenceOf = (attendance: Attendance): Presence =>
  attendance === "available" ? "available" : "away";
